import { Link } from 'wouter';
import { Delta } from '../../ui/delta.tsx';

/** One number of the window, against the window before, and the way to what it counts. */
export function Total({
  href,
  word,
  value,
  now,
  before,
  period,
  dot,
}: {
  href: string;
  word: string;
  /** As it is written. */
  value: string;
  now: number;
  before: number;
  /** The length of the window in words; undefined where nothing happened in the one before. */
  period: string | undefined;
  /** Classes of its square where it is the legend of a chart. */
  dot?: string;
}) {
  return (
    <Link href={href} className="flex min-w-22 flex-col rounded-md px-2 py-1 hover:bg-raised">
      <span className="flex items-center gap-1.5 text-sm text-muted">
        {dot ? <span aria-hidden="true" className={`size-2 rounded-sm ${dot}`} /> : null}
        {word}
      </span>
      <span className="flex items-baseline gap-1.5">
        <span className="text-2xl font-strong tracking-tight">{value}</span>
        <Delta now={now} before={before} period={period} />
      </span>
    </Link>
  );
}
