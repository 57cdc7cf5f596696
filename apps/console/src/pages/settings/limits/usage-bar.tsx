import type { Schema } from '../../../api/operations.ts';
import { formatCompact } from '../../../ui/format.ts';
import { formatMoney } from '../../../ui/money.ts';
import { Until } from '../../../ui/until.tsx';

/** How much of a limit is used; of one that holds for each by itself, by whoever used most. */
export function UsageBar({
  limit,
  nameOf,
}: {
  limit: Schema<'LimitWithUses'>;
  nameOf: (of: string) => string;
}) {
  const [most] = limit.uses;
  if (most === undefined) return <span className="text-faint">not used yet</span>;
  const taken = Math.min(limit.amount, limit.amount - most.remaining);
  const share = Math.min(100, Math.max(0, (100 * taken) / limit.amount));
  const show = (amount: number) => (limit.metric === 'money' ? formatMoney(amount) : formatCompact(amount));
  const color = share >= 100 ? 'text-block' : share >= 80 ? 'text-flag' : 'text-accent';
  return (
    <span className="flex items-center gap-2.5">
      <svg aria-hidden="true" width="88" height="6" className={`shrink-0 ${color}`}>
        <rect width="88" height="6" rx="3" className="fill-raised" />
        <rect width={(88 * share) / 100} height="6" rx="3" fill="currentColor" />
      </svg>
      <span className="min-w-0 truncate">
        {show(taken)} <span className="text-muted">({Math.round(share)} %)</span>
        <span className="text-sm text-muted">
          {limit.of.endsWith(':*') ? ` ${nameOf(most.of)}` : ''}
          {most.resetsAt === undefined ? null : (
            <>
              {' '}
              · anew <Until at={most.resetsAt} />
            </>
          )}
        </span>
      </span>
    </span>
  );
}
