import { useStatus } from '../api/queries.ts';

/**
 * Says what is not real here: traffic that is made up, which nobody may take for a record, with a stripe over the whole
 * window; or a program without a model behind it, which answers.
 */
export function DemoTag() {
  const { demo, demoData } = useStatus().data ?? {};
  if (demoData !== undefined) {
    return (
      <>
        <span
          title="A day of made-up traffic: nothing of it happened, and no model was asked."
          className="rounded-sm bg-flag px-1.5 text-[10px] leading-4 font-strong tracking-wide whitespace-nowrap text-bg uppercase"
        >
          Demo data
        </span>
        <span aria-hidden="true" className="pointer-events-none fixed inset-x-0 top-0 z-40 h-1 bg-flag" />
      </>
    );
  }
  if (demo !== true) return null;
  return (
    <span
      title="No upstream is configured: the built-in demo assistant answers."
      className="rounded-sm border border-flag/60 px-1.5 text-[10px] leading-4 font-strong tracking-wide whitespace-nowrap text-flag uppercase"
    >
      Demo<span className="sr-only"> assistant</span>
    </span>
  );
}
