import { Link } from 'wouter';
import { useFeedState, useHead, useStatus } from '../api/queries.ts';
import { formatCount } from '../ui/format.ts';
import { AccountMenu } from './account-menu.tsx';

/** How things stand: the feed, the log, the version; and who looks at them. */
export function StatusFooter() {
  const status = useStatus();
  const head = useHead();
  return (
    <section
      aria-label="Status"
      className="flex items-center gap-1 text-sm text-muted md:flex-col md:items-stretch md:gap-2 md:border-t md:border-line md:p-3"
    >
      <FeedLine />
      {head ? (
        <Link
          href="/ledger"
          className="rounded-md px-1 hover:text-text max-md:hidden"
          title={`${formatCount(head.checkpointSize)} of ${formatCount(head.size)} entries are under a signed root`}
        >
          Ledger <span className="text-text">{formatCount(head.size)}</span>{' '}
          {head.size === 1 ? 'entry' : 'entries'}
          {status.data && status.data.ledger.state !== 'open' ? (
            <span className="font-strong text-block"> · {status.data.ledger.state}</span>
          ) : null}
        </Link>
      ) : (
        <span className="skeleton h-4 w-32 max-md:hidden" />
      )}
      <span className="px-1 text-faint max-md:hidden">
        {status.data ? `Version ${status.data.version}` : ''}
      </span>
      <AccountMenu />
    </section>
  );
}

function FeedLine() {
  const feed = useFeedState();
  const looks = {
    live: ['bg-accent', 'Live'],
    connecting: ['pulse bg-muted', 'Connecting'],
    lost: ['pulse bg-block', 'Connection lost, trying again'],
  } as const;
  const [dot, word] = looks[feed];
  return (
    <span role="status" className="flex items-center gap-2 px-1">
      <span aria-hidden="true" className={`size-2 shrink-0 rounded-full ${dot}`} />
      <span className="max-md:sr-only">{word}</span>
    </span>
  );
}
