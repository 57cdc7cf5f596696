import { Link } from 'wouter';
import { useStatus } from '../../api/queries.ts';
import { Command } from '../../ui/command.tsx';
import { EmptyState } from '../../ui/notice.tsx';
import { curlFor, keyCommand } from '../overview/first-request.tsx';

/** What to do where there is nothing to list. */
export function NoRows({ filtered }: { filtered: boolean }) {
  const status = useStatus();
  if (filtered) {
    return (
      <EmptyState title="No request matches these filters">
        <p className="text-muted">
          Clear a filter or widen the time window. New requests that match appear here.
        </p>
      </EmptyState>
    );
  }
  const gateway = status.data?.gateway.url;
  const route = status.data?.routes.find(({ protocol }) => protocol === 'openai') ?? status.data?.routes[0];
  return (
    <EmptyState title="No requests yet">
      <p className="text-muted">
        They appear here the moment they reach the gateway. Send one from the{' '}
        <Link href="/playground" className="text-accent underline underline-offset-2">
          playground
        </Link>
        , or with your key:
      </p>
      {gateway ? <Command text={curlFor(gateway, route)} label="first request" /> : null}
      <p className="text-muted">No key yet?</p>
      <Command text={keyCommand} label="key command" />
    </EmptyState>
  );
}
