import { useStatus } from '../api/queries.ts';

/** Says that a program without a model behind it answers. */
export function DemoTag() {
  if (useStatus().data?.demo !== true) return null;
  return (
    <span
      title="No upstream is configured: the built-in demo assistant answers."
      className="rounded-sm border border-flag/60 px-1.5 text-[10px] leading-4 font-strong tracking-wide whitespace-nowrap text-flag uppercase"
    >
      Demo<span className="sr-only"> assistant</span>
    </span>
  );
}
