import { performance } from 'node:perf_hooks';
import { decodeEvent, type RingwallEvent } from '@ringwall/core';
import type { Store } from '@ringwall/store';
import type { Kysely, Transaction } from 'kysely';
import { LedgerError } from '../errors.ts';
import type { Ledger } from '../ledger.ts';
import { countEvents, type DecodedEntry, EventsTable, knownEvents } from './events-table.ts';
import { type EntryFilter, findEntries, type IndexPage } from './find-entries.ts';
import { Lag } from './lag.ts';
import { RecentEntries } from './recent-entries.ts';
import type { ProjectionTables } from './tables.ts';

export interface ProjectedEvent {
  readonly index: number;
  readonly event: RingwallEvent;
}

/** Keeps tables in step with the ledger. They can be dropped and made anew from it at any time. */
export interface Projector {
  /** Under which its position is kept; a new name starts from the beginning. */
  readonly name: string;
  /**
   * Called in order, each event once, for up to 4,096 of them; `trx` commits together with the position. Use no other
   * connection, and mind that a statement of SQLite takes 32,766 parameters.
   */
  apply(trx: Transaction<unknown>, entries: readonly ProjectedEvent[]): Promise<void>;
  /**
   * Told at a start of entries `[from, to)` that were pruned before it followed them, and of the size of the log then;
   * possibly more than once.
   */
  missed?(
    trx: Transaction<unknown>,
    range: { readonly from: number; readonly to: number; readonly size: number },
  ): Promise<void>;
  /**
   * Empties its tables, which a reindex then has it make anew; one without is left as it is, at its position. Sums of
   * hours that began before `sumsFromMs` stay: entries that they were made from were pruned.
   */
  clear?(trx: Transaction<unknown>, sumsFromMs: number): Promise<void>;
}

export interface Projection {
  /** Entries that all tables have followed: the index of the next one. */
  readonly position: number;
  /** `stopped`: a projector failed. Nothing is skipped; it is tried again with later events. */
  readonly state: 'following' | 'stopped' | 'closed';
  /** What stopped it. */
  readonly failure: unknown;
  /** Entries that are durable and not in the tables, and for how many milliseconds the oldest of them. */
  readonly lag: { readonly entries: number; readonly ms: number };
  /** Resolves when the entry is in the tables. @throws LedgerError ledger/projection-stopped, ledger/closed */
  reached(index: number): Promise<void>;
  /** Whether the ledger holds the event, the newest ones included. */
  isRecorded(uid: string): Promise<boolean>;
  /** Indexes of entries that pass the filter, newest first, the newest of the ledger included. */
  find(filter: EntryFilter, page: IndexPage): Promise<readonly number[]>;
  /** Finishes the transaction under way. */
  close(): Promise<void>;
}

/** Under which the position of the table of events is kept. */
export const eventsName = 'events';
/** Entries of one transaction: every turn of the event loop that it waits for is shared by so many. */
const chunkEntries = 4096;
const defaultMaxLagEntries = 200_000;

/**
 * Follows the ledger into SQL: a table of events and whatever the projectors keep, each batch in one transaction
 * with the position reached. Resolves when everything recorded so far is in the tables.
 * @throws what stopped it on the way there
 */
export async function createProjection(options: {
  readonly ledger: Ledger;
  readonly store: Store;
  readonly projectors: readonly Projector[];
  /** After a failure, how long to wait before the next event makes it try again. */
  readonly retryAfterMs?: number;
  /** How long to gather events that nobody waits for: a transaction costs the same for one as for many. */
  readonly lingerMs?: number;
  /** While more entries than this wait to be followed, the ledger records no new work; 200,000 by default. */
  readonly maxLagEntries?: number;
  /** How many entries may wait in memory before the projection reads the ledger instead; 32,768 by default. */
  readonly maxRecentEntries?: number;
  /** Told after every step on the way to the end of the ledger. */
  readonly onProgress?: (position: number, size: number) => void;
}): Promise<Projection> {
  const { ledger, store, projectors, retryAfterMs = 1000, lingerMs = 20 } = options;
  const { maxLagEntries = defaultMaxLagEntries, maxRecentEntries, onProgress } = options;
  const db = store.db.withTables<ProjectionTables>();
  const known = await db.selectFrom('projection_state').selectAll().execute();
  const positions = new Map<string, number>();
  for (const name of [eventsName, ...projectors.map((projector) => projector.name)]) {
    const position = known.find((row) => row.name === name)?.position ?? 0;
    // What was pruned cannot be followed any more.
    positions.set(name, Math.max(position, ledger.minimumIndex));
  }
  for (const [name, position] of positions) {
    if (position > ledger.size) {
      const detail = `The tables of ${name} know ${position} entries and the ledger has ${ledger.size}.`;
      throw new LedgerError('ledger/truncated', detail);
    }
  }
  for (const { name, missed } of projectors) {
    const from = known.find((row) => row.name === name)?.position ?? 0;
    const to = ledger.minimumIndex;
    const { size } = ledger;
    if (missed && from < to) await store.db.transaction().execute((trx) => missed(trx, { from, to, size }));
  }
  const projection = new FollowingProjection({
    ...{ ledger, db: store.db, projectors, positions, retryAfterMs, lingerMs, maxLagEntries },
    recent: new RecentEntries(maxRecentEntries),
    onProgress: onProgress ?? (() => undefined),
  });
  if (ledger.size > 0) {
    try {
      await projection.reached(ledger.size - 1);
    } catch (error) {
      const cause = projection.failure;
      await projection.close();
      throw cause ?? error;
    }
  }
  return projection;
}

interface Waiter {
  readonly index: number;
  readonly resolve: () => void;
  readonly reject: (error: LedgerError) => void;
}

class FollowingProjection implements Projection {
  readonly #ledger: Ledger;
  readonly #db: Kysely<unknown>;
  readonly #projectors: readonly Projector[];
  /** How far each consumer got; they differ only after one was added. */
  readonly #positions: Map<string, number>;
  readonly #retryAfterMs: number;
  readonly #lingerMs: number;
  readonly #recent: RecentEntries;
  readonly #events = new EventsTable();
  readonly #lag = new Lag(() => performance.now());
  readonly #onProgress: (position: number, size: number) => void;
  readonly #unsubscribe: () => void;
  readonly #admit: () => void;
  #waiters: Waiter[] = [];
  #running: Promise<void> | undefined;
  #lingering: NodeJS.Timeout | undefined;
  #closed = false;
  #failure: { readonly cause: unknown; readonly atMs: number } | undefined;

  constructor(parts: {
    readonly ledger: Ledger;
    readonly db: Kysely<unknown>;
    readonly projectors: readonly Projector[];
    readonly positions: Map<string, number>;
    readonly retryAfterMs: number;
    readonly lingerMs: number;
    readonly maxLagEntries: number;
    readonly recent: RecentEntries;
    readonly onProgress: (position: number, size: number) => void;
  }) {
    this.#ledger = parts.ledger;
    this.#db = parts.db;
    this.#projectors = parts.projectors;
    this.#positions = parts.positions;
    this.#retryAfterMs = parts.retryAfterMs;
    this.#lingerMs = parts.lingerMs;
    this.#recent = parts.recent;
    this.#onProgress = parts.onProgress;
    this.#admit = parts.ledger.refuseNewWork(() => {
      const { entries } = this.lag;
      if (entries <= parts.maxLagEntries) return undefined;
      const stopped = this.#failure === undefined ? '' : ' and stopped';
      return `The tables of ${this.#furthestBehind().join(', ')} are ${entries} entries behind${stopped}.`;
    });
    this.#lag.appended(this.position);
    this.#unsubscribe = parts.ledger.onAppended((entries) => {
      this.#recent.add(entries);
      this.#lag.appended(entries[0]?.index ?? 0);
      this.#goSoon();
    });
  }

  get position(): number {
    return Math.min(...this.#positions.values());
  }

  get state(): 'following' | 'stopped' | 'closed' {
    if (this.#closed) return 'closed';
    return this.#failure === undefined ? 'following' : 'stopped';
  }

  get failure(): unknown {
    return this.#failure?.cause;
  }

  get lag(): { readonly entries: number; readonly ms: number } {
    const { size } = this.#ledger;
    return { entries: size - this.position, ms: this.#lag.ms(this.position, size) };
  }

  reached(index: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.position > index) return resolve();
      if (this.#closed) return reject(closed());
      this.#waiters.push({ index, resolve, reject });
      this.#go();
      // Too early to try again: waiting would be waiting for someone else's event.
      if (this.#running === undefined && this.#failure !== undefined) this.#refuseWaiters();
    });
  }

  async isRecorded(uid: string): Promise<boolean> {
    await this.#caughtUp();
    const row = await this.#tables()
      .selectFrom('events')
      .select('idx')
      .where('uid', '=', uid)
      .executeTakeFirst();
    return row !== undefined;
  }

  async find(filter: EntryFilter, page: IndexPage): Promise<readonly number[]> {
    await this.#caughtUp();
    return findEntries(this.#tables(), filter, page);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#lingering);
    this.#unsubscribe();
    this.#admit();
    await this.#running;
    for (const waiter of this.#waiters.splice(0)) waiter.reject(closed());
  }

  #tables(): Kysely<ProjectionTables> {
    return this.#db.withTables<ProjectionTables>();
  }

  async #caughtUp(): Promise<void> {
    if (this.#ledger.size > 0) await this.reached(this.#ledger.size - 1);
  }

  /** Without anybody waiting, lets events gather first. */
  #goSoon(): void {
    if (this.#waiters.length > 0 || this.#ledger.size - this.position >= chunkEntries) this.#go();
    else this.#lingering ??= setTimeout(() => this.#go(), this.#lingerMs);
  }

  #go(): void {
    clearTimeout(this.#lingering);
    this.#lingering = undefined;
    if (this.#running !== undefined || this.#closed) return;
    if (this.#failure !== undefined && performance.now() - this.#failure.atMs < this.#retryAfterMs) return;
    this.#running = this.#follow().finally(() => {
      this.#running = undefined;
      // Something may have been appended between the last look and now.
      if (this.#failure === undefined && this.position < this.#ledger.size) this.#goSoon();
    });
  }

  /** Applies until nothing is left; never rejects. */
  async #follow(): Promise<void> {
    try {
      const to = this.#ledger.size;
      const wanted = () => this.position < to || this.#waiters.length > 0;
      while (!this.#closed && this.position < this.#ledger.size && wanted()) {
        await this.#step();
        this.#failure = undefined;
        this.#waiters = this.#waiters.filter((waiter) => {
          if (waiter.index >= this.position) return true;
          waiter.resolve();
          return false;
        });
      }
    } catch (cause) {
      this.#failure = { cause, atMs: performance.now() };
      this.#refuseWaiters();
    }
  }

  /** One transaction: the next entries for those who are furthest behind, up to where the others stand. */
  async #step(): Promise<void> {
    const from = this.position;
    const behind = new Set(this.#furthestBehind());
    const others = [...this.#positions].filter(([name]) => !behind.has(name)).map(([, position]) => position);
    const to = Math.min(this.#ledger.size, from + chunkEntries, ...others);
    const decoded = this.#recent.take(from, to) ?? (await this.#read(from, to));
    await this.#db.transaction().execute(async (trx) => {
      const inserts = behind.has(eventsName);
      const events = inserts ? await this.#events.insert(trx, decoded) : await knownEvents(trx, decoded);
      // Sent together: an answer waited for costs a turn of a busy event loop.
      await allDone([
        inserts ? countEvents(trx, events) : undefined,
        reach(trx, [...behind], to),
        this.#project(trx, events, behind),
      ]);
    });
    for (const name of behind) this.#positions.set(name, to);
    this.#onProgress(this.position, this.#ledger.size);
  }

  /** The projectors follow each other, for one may read what another writes. */
  async #project(
    trx: Transaction<unknown>,
    events: readonly DecodedEntry[],
    behind: ReadonlySet<string>,
  ): Promise<void> {
    if (events.length === 0) return;
    for (const projector of this.#projectors) {
      if (behind.has(projector.name)) await projector.apply(trx, events);
    }
  }

  async #read(from: number, to: number): Promise<readonly DecodedEntry[]> {
    const entries: DecodedEntry[] = [];
    for await (const { index, leaf } of this.#ledger.entries({ from, to })) {
      entries.push({ index, event: decodeEvent(leaf) });
    }
    return entries;
  }

  #furthestBehind(): readonly string[] {
    const { position } = this;
    return [...this.#positions].filter(([, at]) => at === position).map(([name]) => name);
  }

  #refuseWaiters(): void {
    const error = new LedgerError('ledger/projection-stopped', `It stopped before entry ${this.position}.`, {
      cause: this.failure,
    });
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
  }
}

/** Waits for all, also when one fails: a query that came behind the end of its transaction would be outside of it. */
async function allDone(work: readonly (Promise<void> | undefined)[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) {
    if (result.status === 'rejected') throw result.reason;
  }
}

async function reach(trx: Transaction<unknown>, names: readonly string[], position: number): Promise<void> {
  await trx
    .withTables<ProjectionTables>()
    .insertInto('projection_state')
    .values(names.map((name) => ({ name, position })))
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ position }))
    .execute();
}

function closed(): LedgerError {
  return new LedgerError('ledger/closed', 'The tables no longer follow the ledger.');
}
