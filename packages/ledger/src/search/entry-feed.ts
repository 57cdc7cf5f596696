import type { EventType } from '@ringwall/core';
import type { z } from 'zod';
import type { Ledger } from '../ledger.ts';
import { entryReply, type LedgerEntry } from './entry-reply.ts';
import type { feedQuery } from './search-query.ts';

export interface FeedFilter {
  /** Any of these; one that ends in a dot stands for all that begin with it. */
  readonly types?: readonly string[] | undefined;
  readonly project?: string | undefined;
  /** Any of these. */
  readonly projects?: readonly string[] | undefined;
  readonly actor?: string | undefined;
}

interface FeedItem {
  readonly id: string;
  readonly event: 'entry' | 'position';
  readonly data: string;
}

/** Entries of one read. */
const readAtOnce = 256;

/**
 * Entries from index `from` on, and then whatever is recorded, until the signal fires. Ids are ledger indexes: a
 * reconnect that sends the last one back misses nothing. A `position` says up to where nothing else passed.
 * @throws LedgerError ledger/damaged
 */
export async function* entryFeed(
  ledger: Pick<Ledger, 'size' | 'minimumIndex' | 'entries' | 'onAppended'>,
  {
    from,
    filter,
    signal,
  }: { readonly from: number; readonly filter: FeedFilter; readonly signal: AbortSignal },
): AsyncGenerator<FeedItem> {
  let wake = () => {};
  let news = true;
  const stop = ledger.onAppended(() => {
    news = true;
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort);
  let position = from;
  try {
    while (!signal.aborted) {
      if (!news) await new Promise<void>((resolve) => (wake = resolve));
      if (signal.aborted) return;
      news = false;
      let sent = position;
      while (position < ledger.size && !signal.aborted) {
        position = Math.max(position, ledger.minimumIndex);
        const to = Math.min(ledger.size, position + readAtOnce);
        for await (const entry of ledger.entries({ from: position, to })) {
          const { index } = entry;
          const reply = entryReply(entry);
          position = index + 1;
          if (!passes(reply.event, filter)) continue;
          sent = position;
          const data = JSON.stringify(reply);
          yield { id: String(index), event: 'entry', data };
          if (signal.aborted) return;
        }
      }
      if (sent < position) yield { id: String(position - 1), event: 'position', data: String(position) };
    }
  } finally {
    stop();
    signal.removeEventListener('abort', onAbort);
  }
}

function passes(event: LedgerEntry['event'], { types, project, projects, actor }: FeedFilter): boolean {
  return (
    (types === undefined || types.some((type) => isOf(event.type, type))) &&
    (project === undefined || event.project === project) &&
    (projects === undefined || projects.includes(event.project)) &&
    (actor === undefined || event.actor.id === actor)
  );
}

function isOf(type: EventType, wanted: string): boolean {
  return wanted.endsWith('.') ? type.startsWith(wanted) : type === wanted;
}

/** Where a feed begins, from its query and what a reconnect sends back. */
export function feedStart(
  query: z.output<typeof feedQuery>,
  lastEventId: string | readonly string[] | undefined,
  size: number,
): number {
  const asked =
    typeof lastEventId === 'string' && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) + 1 : query.from;
  // A log that was put back is shorter than what a listener remembers of it.
  return Math.min(asked ?? size, size);
}
