import { TriangleAlert } from 'lucide-react';
import { useStatus } from '../api/queries.ts';
import { Ago } from '../ui/time.tsx';

/** What the server says is wrong now, on every page, with what to do about it. */
export function ServerAlarms() {
  const alarms = useStatus().data?.alarms ?? [];
  if (alarms.length === 0) return null;
  return (
    <ul
      aria-label="Alarms"
      className="flex max-h-40 shrink-0 flex-col gap-1 overflow-y-auto border-b border-block bg-block-tint px-6 py-2"
    >
      {alarms.map(({ id, title, detail, advice, since }) => (
        <li key={id} className="flex items-start gap-3">
          <TriangleAlert size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-block" />
          <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">
            <strong className="font-strong text-block">{title}.</strong> {detail}{' '}
            <span className="text-muted">{advice}</span>
          </p>
          {since === undefined ? null : (
            <span className="shrink-0 text-sm text-muted">
              <Ago at={since} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
