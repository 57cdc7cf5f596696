import { Link } from 'wouter';
import { formatCompact } from '../../ui/format.ts';
import { Panel } from '../../ui/panel.tsx';

export interface TopItem {
  readonly id: string;
  readonly name: string;
  readonly count: number;
  readonly blocked?: number;
  /** What it cost, as it is written. */
  readonly cost?: string | undefined;
  readonly href: string;
}

/** The few that are most, each a way into the requests behind it. */
export function TopList({ title, items, none }: { title: string; items: readonly TopItem[]; none: string }) {
  const most = Math.max(1, ...items.map((item) => item.count));
  return (
    <Panel title={title}>
      {items.length === 0 ? <p className="px-4 py-3 text-faint">{none}</p> : null}
      <ol className="py-1.5">
        {items.map((item) => (
          <li key={item.id}>
            <Link
              href={item.href}
              className="group relative flex h-8 items-center gap-3 px-4 focus-visible:-outline-offset-2"
            >
              <span
                aria-hidden="true"
                className="absolute inset-y-1 left-2 rounded-md bg-raised group-hover:bg-line"
                style={{ width: `calc((100% - 16px) * ${item.count / most})` }}
              />
              <span className="relative min-w-0 flex-1 truncate" title={item.name}>
                {item.name}
              </span>
              {item.blocked ? (
                <span className="relative text-sm text-block">{formatCompact(item.blocked)} blocked</span>
              ) : null}
              {item.cost === undefined ? null : (
                <span className="relative text-sm text-muted">{item.cost}</span>
              )}
              <span className="relative min-w-8 text-right">{formatCompact(item.count)}</span>
            </Link>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
