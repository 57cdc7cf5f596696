import type { OverviewReply } from 'ringwall';
import { formatMoney } from '../../ui/money.ts';
import { useNames } from '../settings/names.ts';
import { type TimeRange, trafficHref } from './time-range.ts';
import { TopList } from './top-list.tsx';

/** Who and what is most in the window, each a way into its requests. */
export function Tops({ overview, range }: { overview: OverviewReply; range: TimeRange }) {
  const nameOf = useNames();
  const keyNames = new Map(overview.topKeys.map(({ key, keyName }) => [key, keyName]));
  const cost = (nanoDollars: number) => (nanoDollars > 0 ? formatMoney(nanoDollars) : undefined);
  return (
    <div className="grid gap-4 @min-[560px]:grid-cols-2 @min-[860px]:grid-cols-6 @min-[860px]:*:col-span-2 @min-[860px]:*:nth-[n+4]:col-span-3">
      <TopList
        title="Top callers"
        none="Nobody asked anything in this window."
        items={overview.topCallers.map(({ who, count, nanoDollars }) => ({
          ...{ id: who, count, cost: cost(nanoDollars) },
          name: keyNames.get(who) ?? nameOf(who),
          href: trafficHref(range, { who }),
        }))}
      />
      <TopList
        title="Top keys"
        none="No key was used in this window."
        items={overview.topKeys.map(({ key, keyName, count, blocked, nanoDollars }) => ({
          ...{ id: key, name: keyName, count, blocked, cost: cost(nanoDollars) },
          href: trafficHref(range, { key }),
        }))}
      />
      <TopList
        title="Top routes"
        none="No route was used in this window."
        items={overview.topRoutes.map(({ route, count, blocked, nanoDollars }) => ({
          ...{ id: route, name: route, count, blocked, cost: cost(nanoDollars) },
          href: trafficHref(range, { route }),
        }))}
      />
      <TopList
        title="Top models"
        none="No model was asked in this window."
        items={overview.topModels.map(({ model, count, blocked, nanoDollars }) => ({
          ...{ id: model, name: model, count, blocked, cost: cost(nanoDollars) },
          href: trafficHref(range, { model }),
        }))}
      />
      <TopList
        title="Top rules"
        none="No rule fired in this window."
        items={overview.topRules.map(({ rule, count }) => ({
          ...{ id: rule, name: rule, count },
          href: trafficHref(range, { rule }),
        }))}
      />
    </div>
  );
}
