import type { FeedEvent, RequestRow } from 'ringwall';
import { readJson } from './json.ts';
import type { Schema } from './operations.ts';
import { newer } from './request-filters.ts';

export type FeedState = 'connecting' | 'live' | 'lost';

/** The part of EventSource the feed needs. */
export interface EventStreamLike {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: Event) => void): void;
  close(): void;
}

/**
 * The live feed of the admin API, one per tab. The browser reconnects by itself and sends the id of the last event it
 * saw, so a short break loses nothing; where it gives up, the feed opens anew and reports a gap.
 */
export interface Feed {
  readonly state: FeedState;
  /** The newest head that came by. */
  readonly head: Schema<'LedgerHead'> | undefined;
  /** The newest rows that came by, at most 500, the last of each request. */
  readonly recent: readonly RequestRow[];
  /** Called at most four times a second with what arrived since, and when a gap means: read again. */
  onRows(listener: (rows: readonly RequestRow[]) => void): () => void;
  onGap(listener: () => void): () => void;
  /** Called when `state` or `head` changed. */
  onChange(listener: () => void): () => void;
  close(): void;
}

/** For whoever may not follow what happens: nothing ever comes. */
export const noFeed: Feed = {
  ...{ state: 'connecting', head: undefined, recent: [] },
  ...{ onRows: () => () => {}, onGap: () => () => {}, onChange: () => () => {}, close: () => {} },
};

const closedState = 2;
const batchMs = 250;
const reopenMs = 3_000;
const maxRecent = 500;

export function openFeed(options: {
  readonly open: () => EventStreamLike;
  readonly setTimer: (run: () => void, ms: number) => unknown;
  /** The stream was refused, not interrupted: perhaps the session ended. */
  readonly onRefused: () => void;
}): Feed {
  const rowListeners = new Set<(rows: readonly RequestRow[]) => void>();
  const gapListeners = new Set<() => void>();
  const changeListeners = new Set<() => void>();
  const recent = new Map<string, RequestRow>();
  let batch = new Map<string, RequestRow>();
  let state: FeedState = 'connecting';
  let head: Schema<'LedgerHead'> | undefined;
  let closed = false;
  let reopened = false;
  let stream = connect();

  function connect(): EventStreamLike {
    const source = options.open();
    source.addEventListener('open', () => {
      become('live');
      if (reopened) for (const listener of gapListeners) listener();
      reopened = false;
    });
    source.addEventListener('error', () => {
      if (closed) return;
      become('lost');
      if (source.readyState !== closedState) return;
      options.onRefused();
      options.setTimer(() => {
        if (closed) return;
        reopened = true;
        stream = connect();
      }, reopenMs);
    });
    source.addEventListener('request', (event) => {
      const data = dataOf<FeedEvent & { event: 'request' }>(event);
      if (data) take(data);
    });
    source.addEventListener('head', (event) => {
      const data = dataOf<FeedEvent & { event: 'head' }>(event);
      if (!data) return;
      head = data;
      changed();
    });
    return source;
  }

  function take(row: RequestRow): void {
    const kept = newer(recent.get(row.request), row);
    recent.delete(row.request);
    recent.set(row.request, kept);
    for (const oldest of recent.keys()) {
      if (recent.size <= maxRecent) break;
      recent.delete(oldest);
    }
    if (batch.size === 0) options.setTimer(flush, batchMs);
    batch.set(row.request, kept);
  }

  function flush(): void {
    const rows = [...batch.values()];
    batch = new Map();
    for (const listener of rowListeners) listener(rows);
  }

  function become(next: FeedState): void {
    if (state === next) return;
    state = next;
    changed();
  }

  function changed(): void {
    for (const listener of changeListeners) listener();
  }

  return {
    get state() {
      return state;
    },
    get head() {
      return head;
    },
    get recent() {
      return [...recent.values()];
    },
    onRows: (listener) => subscribe(rowListeners, listener),
    onGap: (listener) => subscribe(gapListeners, listener),
    onChange: (listener) => subscribe(changeListeners, listener),
    close() {
      closed = true;
      stream.close();
    },
  };
}

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function dataOf<Message extends FeedEvent>(event: Event): Message['data'] | undefined {
  const text: unknown = 'data' in event ? event.data : undefined;
  if (typeof text !== 'string' || readJson(text) === undefined) return undefined;
  // Same origin, same commit: the types are shared with the server that wrote it.
  const data: Message['data'] = JSON.parse(text);
  return data;
}
