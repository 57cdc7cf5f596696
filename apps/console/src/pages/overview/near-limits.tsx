import { Gauge } from 'lucide-react';
import { Link } from 'wouter';
import type { Schema } from '../../api/operations.ts';
import { useAll } from '../../api/read.ts';
import { useMay } from '../../api/use-session.ts';
import { Panel } from '../../ui/panel.tsx';
import { amountInWords } from '../settings/limits/limit-words.ts';
import { useLimited } from '../settings/limits/limited.ts';
import { UsageBar } from '../settings/limits/usage-bar.tsx';
import { shareUsed } from './share-used.ts';

const nearShare = 0.8;
const maxShown = 6;

type Limit = Schema<'LimitWithUses'>;

/** Limits of which little is left, the tightest first; undefined until that is known. */
export function useNearLimits(): readonly Limit[] | undefined {
  const may = useMay();
  const enabled = may('limit.read');
  const limits = useAll('limits', '/api/limits', { enabled, everyMs: 10_000 });
  if (enabled && limits.isPending) return undefined;
  return (limits.data ?? [])
    .filter((limit) => shareUsed(limit) >= nearShare)
    .sort((a, b) => shareUsed(b) - shareUsed(a));
}

/** Nothing while there is enough of all. */
export function NearLimits({ limits: near }: { limits: readonly Limit[] }) {
  const wordsFor = useLimited();
  if (near.length === 0) return null;
  return (
    <Panel
      title="Limits near their end"
      aside={
        <Link href="/settings/limits" className="text-sm text-accent hover:underline">
          All limits
        </Link>
      }
    >
      <ul className="divide-y divide-line">
        {near.slice(0, maxShown).map((limit) => (
          <li key={limit.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
            <Gauge size={16} aria-hidden="true" className="shrink-0 text-flag" />
            <span className="min-w-0 flex-1 basis-60 truncate">
              {wordsFor(limit.of)}: {amountInWords(limit)}
            </span>
            <UsageBar limit={limit} nameOf={wordsFor} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
