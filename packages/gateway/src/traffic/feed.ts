import type { Projects } from '@ringwall/core';
import type { Ledger, Projection } from '@ringwall/ledger';
import { z } from 'zod';
import type { TrafficQueries } from './queries.ts';
import { type RequestRow, shownRequest } from './shown-request.ts';

export interface FeedItem {
  readonly id: string;
  readonly event: 'request' | 'head';
  readonly data: string;
}

/** What the feed is made of, by the name of the event. */
export const feedEvents = {
  request: shownRequest,
  head: z.object({
    origin: z.string(),
    size: z.int().describe('Durable entries.'),
    checkpointSize: z.int().describe('Entries that the newest signed checkpoint covers.'),
    verifierKey: z.string(),
  }),
} as const;

const rowsAtOnce = 500;
/** Rows that change faster than a person can read are sent together. */
const pauseMs = 200;

/**
 * What changed in these projects since ledger index `after`, and then whatever changes, until the signal fires. Ids are ledger
 * indexes: a reconnect that sends the last one back misses nothing.
 */
export async function* trafficFeed(
  parts: { readonly ledger: Ledger; readonly projection: Projection; readonly queries: TrafficQueries },
  {
    after,
    projects,
    signal,
  }: { readonly after: number; readonly projects: Projects; readonly signal: AbortSignal },
): AsyncGenerator<FeedItem> {
  const { ledger, projection, queries } = parts;
  let position = after;
  let wake = () => {};
  let news = true;
  const stop = ledger.onAppended(() => {
    news = true;
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      if (!news) await new Promise<void>((resolve) => (wake = resolve));
      if (signal.aborted) return;
      news = false;
      if (ledger.size > 0) await projection.reached(ledger.size - 1);
      for (;;) {
        const changes = await queries.changedSince(position, { projects, limit: rowsAtOnce });
        for (const { changed, row } of changes) {
          position = changed;
          yield { id: String(changed), event: 'request', data: JSON.stringify(row satisfies RequestRow) };
        }
        if (changes.length < rowsAtOnce) break;
      }
      position = Math.max(position, projection.position - 1);
      yield { id: String(position), event: 'head', data: JSON.stringify(head(ledger)) };
      await pause(pauseMs, signal);
    }
  } finally {
    stop();
    signal.removeEventListener('abort', onAbort);
  }
}

function head(ledger: Ledger) {
  return {
    origin: ledger.origin,
    size: ledger.size,
    checkpointSize: ledger.latestCheckpoint().size,
    verifierKey: ledger.verifierKey,
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
