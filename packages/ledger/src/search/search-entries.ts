import type { Ledger } from '../ledger.ts';
import type { EntryFilter } from '../projection/find-entries.ts';
import type { Projection } from '../projection/projection.ts';
import type { Entry } from '../wal/entry-reader.ts';
import { readRun, runsOf } from './read-entries.ts';

export interface EntrySearch extends EntryFilter {
  /** Must be in the canonical JSON of the event, letter by letter. */
  readonly text?: string | undefined;
  /** Only entries with a smaller index. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface EntriesFound {
  /** Newest first. */
  readonly entries: readonly Entry[];
  /**
   * To be given as `before` to go on; absent when nothing older is left to look at. A search for a text may give
   * one with fewer entries than asked for, or none: so far it has looked.
   */
  readonly next?: number;
}

interface Searched {
  readonly ledger: Pick<Ledger, 'size' | 'minimumIndex' | 'entries'>;
  readonly projection: Pick<Projection, 'find'>;
}

/** Of one page, in entries looked at: a text that nobody ever wrote must not cost the whole ledger. */
const maxWork = 20_000;
/** What a read costs beside its entries. */
const workOfRead = 16;
const lookedAtOnce = 512;

/**
 * Finds entries, newest first.
 * @throws LedgerError ledger/projection-stopped where there is a filter and the tables do not follow
 */
export async function searchEntries(
  parts: Searched,
  search: EntrySearch,
  options: { readonly signal?: AbortSignal } = {},
): Promise<EntriesFound> {
  const { ledger } = parts;
  const { text, limit } = search;
  let before = Math.min(search.before ?? ledger.size, ledger.size);
  const needle = text === undefined ? undefined : Buffer.from(text, 'utf8');
  const found: Entry[] = [];
  let work = 0;
  for (;;) {
    // One more than shown tells whether there is another page.
    const wanted = needle === undefined ? limit + 1 : lookedAtOnce;
    const indexes = await candidates(parts, search, { before, limit: wanted });
    for (const run of runsOf(indexes)) {
      options.signal?.throwIfAborted();
      for (const entry of await readRun(ledger, run)) {
        if (needle !== undefined && !holds(entry.leaf, needle)) continue;
        found.push(entry);
        if (found.length > limit) return page(found, limit);
      }
      before = run.at(-1) ?? 0;
      work += run.length + workOfRead;
      if (needle !== undefined && work >= maxWork && before > 0) return { entries: found, next: before };
    }
    if (needle === undefined || indexes.length < wanted) return { entries: found };
  }
}

function page(found: readonly Entry[], limit: number): EntriesFound {
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  return { entries, ...(last !== undefined && { next: last.index }) };
}

async function candidates(
  { ledger, projection }: Searched,
  { types, project, projects, actor, fromMs, toMs }: EntrySearch,
  page: { readonly before: number; readonly limit: number },
): Promise<readonly number[]> {
  const filter = { types, project, projects, actor, fromMs, toMs };
  // Tables may still name what was pruned.
  const from = ledger.minimumIndex;
  if (Object.values(filter).some((value) => value !== undefined)) {
    return projection.find(filter, { ...page, from });
  }
  const count = Math.max(0, Math.min(page.limit, page.before - from));
  return Array.from({ length: count }, (_, i) => page.before - 1 - i);
}

function holds(leaf: Uint8Array, needle: Uint8Array): boolean {
  return Buffer.from(leaf.buffer, leaf.byteOffset, leaf.length).includes(needle);
}
