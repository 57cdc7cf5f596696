import { Search } from 'lucide-react';
import { Link } from 'wouter';
import { useFeedState, useHead, useStatus } from '../api/queries.ts';
import { formatCount } from '../ui/format.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { AccountMenu } from './account-menu.tsx';

/** How things stand: the feed, the log, the version; and who looks at them. */
export function StatusFooter({ openPalette, openHelp }: { openPalette: () => void; openHelp: () => void }) {
  const status = useStatus();
  const head = useHead();
  return (
    <section
      aria-label="Status"
      className="flex items-center justify-end gap-1 bg-surface text-sm text-muted [grid-area:status] max-md:border-b max-md:border-line max-md:px-3 md:flex-col md:items-stretch md:justify-start md:gap-2 md:border-t md:border-r md:border-line md:p-3"
    >
      <FeedLine />
      {head ? (
        <Link
          href="/ledger"
          className="h-4 truncate rounded-md px-1 hover:text-text max-md:hidden"
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
      <span className="h-4 px-1 text-faint max-md:hidden">
        {status.data ? `Version ${status.data.version}` : ''}
      </span>
      <span className="md:hidden">
        <IconButton icon={Search} label="Search" onClick={openPalette} />
      </span>
      <AccountMenu openHelp={openHelp} />
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
