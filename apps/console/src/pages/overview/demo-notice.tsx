import { Link } from 'wouter';

/** Nobody shall take what the demo assistant answers for a model. */
export function DemoNotice() {
  return (
    <p className="rounded-lg border border-flag/40 bg-flag/8 px-4 py-2.5">
      <strong className="font-strong tracking-wide text-flag">DEMO ASSISTANT</strong>{' '}
      <span className="text-muted">
        answers: no upstream is configured.{' '}
        <Link href="/first-steps?step=connect" className="text-text underline underline-offset-2">
          Connect your own
        </Link>{' '}
        to make it real.
      </span>
    </p>
  );
}
