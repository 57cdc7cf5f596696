import type { RequestRow } from 'ringwall';
import { changesWithTime, matches, newer, type RequestFilters } from '../../../api/request-filters.ts';
import { pageRows, RowPages } from './row-pages.ts';

/** How the rows of a list are asked for. */
export interface RowSource {
  /** How many there are, within how many entries of the ledger: `size` makes a page a page of exactly these. */
  count(signal: AbortSignal): Promise<{ readonly count: number; readonly size: number }>;
  page(
    place: { readonly size: number; readonly skip: number; readonly limit: number },
    signal: AbortSignal,
  ): Promise<readonly RequestRow[]>;
}

/** What a list looks like at one moment; another object after every change. */
export interface RowView {
  /** Absent until it is known. */
  readonly count: number | undefined;
  /** The row at a place from the top; undefined where it is not here yet. */
  at(index: number): RequestRow | undefined;
  /** Where a request stands, where it is here. */
  indexOf(request: string): number | undefined;
  /** Why the list cannot be read. */
  readonly error: unknown;
  /** Rows that came since and are not in a list of this order. */
  readonly news: number;
}

interface Known {
  readonly size: number;
  readonly count: number;
  readonly pages: RowPages;
}

const maxNew = 1_000;
const maxLoading = 3;
/** A list whose rows come and go while they are open is counted anew at most so often. */
const recountMs = 3_000;

/**
 * The rows of one list of requests, however many: counted once, read page by page as they come into sight, with what
 * happens meanwhile on top. Memory is bounded whatever is scrolled through.
 */
export class RowStore {
  readonly #source: RowSource;
  readonly #filters: RequestFilters;
  readonly #isLive: boolean;
  readonly #setTimer: (run: () => void, ms: number) => unknown;
  readonly #onView: (view: RowView) => void;
  readonly #closing = new AbortController();
  #known: Known | undefined;
  /** Not among the counted ones, newest first. */
  #fresh: RequestRow[] = [];
  #news = 0;
  #error: unknown;
  #range = { from: 0, to: 0 };
  #loading = new Set<number>();
  /** Pages of which rows are gone: the list is counted anew then. */
  #short = new Set<number>();
  #recounting: Promise<void> | undefined;
  #isStale = false;

  constructor(options: {
    readonly source: RowSource;
    readonly filters: RequestFilters;
    /** Newest first: what comes is put on top. */
    readonly isLive: boolean;
    readonly setTimer: (run: () => void, ms: number) => unknown;
    readonly onView: (view: RowView) => void;
  }) {
    this.#source = options.source;
    this.#filters = options.filters;
    this.#isLive = options.isLive;
    this.#setTimer = options.setTimer;
    this.#onView = options.onView;
  }

  /** Counts and reads again; what is shown stays until what replaces it is here. */
  refresh(recent: () => readonly RequestRow[] = () => []): Promise<void> {
    this.#recounting ??= this.#recount(recent).finally(() => {
      this.#recounting = undefined;
    });
    return this.#recounting;
  }

  /** What is in sight, from the top. */
  see(from: number, to: number): void {
    this.#range = { from, to };
    this.#load();
  }

  /** What the feed brought. */
  take(rows: readonly RequestRow[]): void {
    const known = this.#known;
    if (known === undefined) return;
    let changed = false;
    for (const row of rows) changed = this.#takeOne(known, row) || changed;
    if (this.#fresh.length > maxNew) this.#fold(known);
    if (changed) this.#publish();
  }

  close(): void {
    this.#closing.abort();
  }

  #takeOne(known: Known, row: RequestRow): boolean {
    const isMatch = matches(row, this.#filters);
    if (known.pages.rankOf(row.request) !== undefined) {
      known.pages.update(row);
      // It stays where it is read until the list is counted anew.
      if (!isMatch) this.#stale();
      return true;
    }
    if (!this.#isLive) {
      if (!isMatch || row.intent < known.size) return false;
      this.#news += row.outcome === undefined ? 1 : 0;
      return true;
    }
    const at = this.#fresh.findIndex(({ request }) => request === row.request);
    if (at !== -1) {
      if (isMatch) this.#fresh[at] = newer(this.#fresh[at], row);
      else this.#fresh.splice(at, 1);
      return true;
    }
    if (!isMatch) return false;
    if (row.intent < known.size) {
      // Among the counted ones it may be on a page that is not here, or it has come to match since.
      if (changesWithTime(this.#filters)) this.#stale();
      return false;
    }
    const place = this.#fresh.findIndex(({ intent }) => intent < row.intent);
    this.#fresh.splice(place === -1 ? this.#fresh.length : place, 0, row);
    return true;
  }

  /** Counts the fresh rows with the others: their ranks follow on. */
  #fold({ pages, count }: Known): void {
    // Rows that come and go have no ranks to go on from.
    if (changesWithTime(this.#filters)) {
      this.#fresh.length = maxNew;
      this.#stale();
      return;
    }
    const [newest] = this.#fresh;
    if (newest === undefined) return;
    for (const [i, row] of this.#fresh.toReversed().entries()) pages.put(count + i, row);
    this.#known = { pages, count: count + this.#fresh.length, size: newest.intent + 1 };
    this.#fresh = [];
  }

  #stale(): void {
    if (this.#isStale) return;
    this.#isStale = true;
    this.#setTimer(() => {
      this.#isStale = false;
      if (!this.#closing.signal.aborted) void this.refresh();
    }, recountMs);
  }

  async #recount(recent: () => readonly RequestRow[]): Promise<void> {
    const { signal } = this.#closing;
    try {
      const { count, size } = await this.#source.count(signal);
      const pages = new RowPages();
      const { from, to } = this.#range;
      const wanted = pagesBetween(count, from, Math.max(to, from + 1));
      await Promise.all(wanted.map((page) => this.#read({ count, size, pages }, page)));
      if (signal.aborted) return;
      const came = [...this.#fresh, ...recent()].filter(({ intent }) => intent >= size);
      this.#known = { count, size, pages };
      this.#fresh = [];
      this.#news = 0;
      this.#error = undefined;
      this.#loading = new Set();
      this.#short = new Set();
      if (this.#isLive) this.take(came);
    } catch (error) {
      if (signal.aborted) return;
      this.#error = error;
    }
    this.#publish();
    this.#load();
  }

  async #read({ count, size, pages }: Known, page: number): Promise<void> {
    const first = page * pageRows;
    const end = Math.min(count, first + pageRows);
    const rows = await this.#source.page(
      { size, skip: count - end, limit: end - first },
      this.#closing.signal,
    );
    for (const [i, row] of rows.entries()) pages.put(end - 1 - i, row);
    pages.use(page);
    if (rows.length === end - first) return;
    this.#short.add(page);
    this.#stale();
  }

  /** Reads what is in sight and not here, what came into sight last first. */
  #load(): void {
    const known = this.#known;
    if (known === undefined || this.#closing.signal.aborted) return;
    const { from, to } = this.#range;
    const fresh = this.#fresh.length;
    for (const page of pagesBetween(known.count, from - fresh, to - fresh)) {
      known.pages.use(page);
      const isHere = known.pages.has(page, known.count) || this.#short.has(page);
      if (isHere || this.#loading.has(page)) continue;
      if (this.#loading.size >= maxLoading) return;
      const loading = this.#loading;
      loading.add(page);
      this.#read(known, page)
        .catch((error: unknown) => {
          if (!this.#closing.signal.aborted) this.#error = error;
        })
        .finally(() => {
          loading.delete(page);
          if (this.#closing.signal.aborted) return;
          this.#publish();
          if (this.#error === undefined) this.#load();
        });
    }
  }

  #publish(): void {
    const known = this.#known;
    const fresh = [...this.#fresh];
    const all = known === undefined ? undefined : known.count + fresh.length;
    this.#onView({
      count: all,
      error: this.#error,
      news: this.#news,
      at: (index) =>
        index < fresh.length ? fresh[index] : known?.pages.at(known.count - 1 - (index - fresh.length)),
      indexOf(request) {
        const at = fresh.findIndex((row) => row.request === request);
        if (at !== -1) return at;
        const rank = known?.pages.rankOf(request);
        return known === undefined || rank === undefined ? undefined : fresh.length + known.count - 1 - rank;
      },
    });
  }
}

/** The pages that hold the counted rows `[from, to)` from the top. */
function pagesBetween(count: number, from: number, to: number): readonly number[] {
  const first = Math.max(0, from);
  const last = Math.min(count, to) - 1;
  if (last < first) return [];
  const newest = Math.floor((count - 1 - first) / pageRows);
  const oldest = Math.floor((count - 1 - last) / pageRows);
  return Array.from({ length: newest - oldest + 1 }, (_, i) => newest - i);
}
