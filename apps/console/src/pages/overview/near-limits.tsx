import { Gauge } from 'lucide-react';
import { Link } from 'wouter';
import { useAll } from '../../api/read.ts';
import { useMay } from '../../api/use-session.ts';
import { Panel } from '../../ui/panel.tsx';
import { amountInWords } from '../settings/limits/limit-words.ts';
import { useLimited } from '../settings/limits/limited.ts';
import { UsageBar } from '../settings/limits/usage-bar.tsx';
import { shareUsed } from './share-used.ts';

const nearShare = 0.8;
const maxShown = 6;

/** Limits of which little is left, the tightest first; nothing while there is enough of all. */
export function NearLimits() {
  const may = useMay();
  const limits = useAll('limits', '/api/limits', { enabled: may('limit.read'), everyMs: 10_000 });
  const wordsFor = useLimited();
  const near = (limits.data ?? [])
    .filter((limit) => shareUsed(limit) >= nearShare)
    .sort((a, b) => shareUsed(b) - shareUsed(a));
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
