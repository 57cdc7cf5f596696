import type { StatusReply } from 'ringwall';
import { Link } from 'wouter';
import type { Schema } from '../../api/operations.ts';
import { Ago } from '../../ui/time.tsx';
import { href } from '../../url-state.ts';
import { FirstRequest } from './first-request.tsx';

/** Nothing happened in the window: when something last did, or how to send the first request. */
export function Quiet({ status, onRecord }: { status: StatusReply; onRecord: Schema<'FirstSteps'> }) {
  const { sent } = onRecord;
  if (sent === undefined) return <FirstRequest status={status} />;
  return (
    <p className="rounded-lg border border-line bg-surface px-4 py-2.5 text-muted">
      No requests in this window; the last one{' '}
      <Link
        href={href('/traffic', { request: sent.request })}
        className="text-text underline underline-offset-2"
      >
        came <Ago at={sent.time} />
      </Link>
      .
    </p>
  );
}
