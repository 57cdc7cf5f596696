import { type Clock, newEvent, type RingwallEvent } from '@ringwall/core';
import type { Outbox } from '@ringwall/store';
import { defaultProject } from '../tables.ts';
import type { SignInMethod } from './sessions.ts';

const burst = 10;
const oneEveryMs = 30_000;

export interface FailedSignIn {
  readonly method: SignInMethod;
  /** Known only where the name was that of a user. */
  readonly user?: string | undefined;
  readonly reason: string;
  /** Set where this failure begins a lock. */
  readonly lock?: { readonly untilMs: number; readonly failures: number } | undefined;
}

/**
 * Records failed sign-ins: of each user, and of all unknown names together, `burst` at once and one every 30 s; what is
 * more is counted, and the count goes into the next record. Nobody waits for these records.
 */
export function recordFailedSignIns(parts: { readonly outbox: Outbox; readonly clock: Clock }) {
  const { outbox, clock } = parts;
  // At most one for each user there is, and one more.
  const buckets = new Map<string, { tokens: number; filledMs: number; suppressed: number }>();
  const actor = { kind: 'anonymous', id: 'anonymous' } as const;
  return ({ method, user, reason, lock }: FailedSignIn): void => {
    const now = clock.now();
    const bucket = buckets.get(user ?? '') ?? { tokens: burst, filledMs: now, suppressed: 0 };
    buckets.set(user ?? '', bucket);
    bucket.tokens = Math.min(burst, bucket.tokens + Math.max(0, now - bucket.filledMs) / oneEveryMs);
    bucket.filledMs = now;
    const common = { time: now, project: defaultProject, actor };
    const events: RingwallEvent[] = [];
    if (bucket.tokens < 1) bucket.suppressed++;
    else {
      bucket.tokens--;
      const data = { method, ...(user !== undefined && { user }), reason, suppressed: bucket.suppressed };
      bucket.suppressed = 0;
      events.push(newEvent('login.failed', { ...common, data }));
    }
    if (lock !== undefined && user !== undefined) {
      const data = { user, until: new Date(lock.untilMs).toISOString(), failures: lock.failures };
      events.push(newEvent('login.locked', { ...common, data }));
    }
    if (events.length === 0) return;
    outbox
      .transact(async (_, emit) => events.forEach((event) => void emit(event)))
      // What is wrong with the ledger is told by its own state.
      .catch(() => undefined);
  };
}
