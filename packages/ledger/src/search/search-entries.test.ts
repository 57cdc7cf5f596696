import { decodeEvent, newEvent, type RingwallEvent } from '@ringwall/core';
import { openStore, type Store } from '@ringwall/store';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ledger, openLedger } from '../ledger.ts';
import { ledgerModule } from '../module.ts';
import { createProjection, type Projection } from '../projection/projection.ts';
import { keyringFor, makeTemporaryDirectory, TestClock } from '../testing/fixtures.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import { type EntrySearch, searchEntries } from './search-entries.ts';
import { entrySearch, searchQuery } from './search-query.ts';

const startMs = Date.UTC(2026, 0, 2, 10, 58);
const projects = ['default', 'other'];
const actors = ['key_a', 'key_b', 'key_c'];
const count = 700;

/** Of three types; clocks step back and forth over the end of an hour. */
function recorded(i: number): RingwallEvent {
  const fields = {
    time: startMs + i * 500 + ((i * 7919) % 13) * 10_000,
    project: projects[i % 5 === 0 ? 1 : 0] ?? '',
    actor: { kind: 'key' as const, id: actors[i % 3] ?? '' },
    uid: `evt_${i}`,
  };
  if (i % 7 === 0) return newEvent('key.revoked', { ...fields, data: { key: `key_${i % 50}` } });
  if (i % 4 === 0) return newEvent('session.ended', { ...fields, data: { session: 'ses_“a"' } });
  return newEvent('session.created', { ...fields, data: { session: `ses_${i}` } });
}

let temporary: Awaited<ReturnType<typeof makeTemporaryDirectory>>;
let store: Store;
let ledger: Ledger;
let projection: Projection;
const events = Array.from({ length: count }, (_, i) => recorded(i));

beforeAll(async () => {
  temporary = await makeTemporaryDirectory();
  store = await openStore({ directory: temporary.path, migrations: ledgerModule.migrations ?? [] });
  const keys = await keyringFor(temporary.path);
  const files = new MemoryFiles();
  ledger = await openLedger({ directory: 'ledger', keys, clock: new TestClock(), files });
  projection = await createProjection({ ledger, store, projectors: [] });
  await Promise.all(events.map((event) => ledger.append(event)));
});
afterAll(async () => {
  await projection.close();
  await ledger.close();
  await store.close();
  await temporary.remove();
});

/** Indexes of all pages, newest first. */
async function all(search: EntrySearch): Promise<number[]> {
  const indexes: number[] = [];
  let before = search.before;
  for (let pages = 0; pages < 1000; pages++) {
    const found = await searchEntries({ ledger, projection }, { ...search, before });
    expect(found.entries.length).toBeLessThanOrEqual(search.limit);
    indexes.push(...found.entries.map((entry) => entry.index));
    if (found.next === undefined) return indexes;
    before = found.next;
  }
  throw new Error('The pages have no end.');
}

function expected(search: EntrySearch): number[] {
  const { types, project, actor, fromMs = 0, toMs = Number.POSITIVE_INFINITY, text = '' } = search;
  const passes = (event: RingwallEvent) => {
    const time = Date.parse(event.time);
    const typed = types?.some((t) => (t.endsWith('.') ? event.type.startsWith(t) : event.type === t)) ?? true;
    return (
      typed &&
      (project === undefined || event.project === project) &&
      (actor === undefined || event.actor.id === actor) &&
      time >= fromMs &&
      time < toMs &&
      JSON.stringify(event.data).includes(text)
    );
  };
  const indexes = events.map((event, i) => (passes(event) ? i : -1)).filter((i) => i >= 0);
  return indexes.filter((i) => i < (search.before ?? count)).reverse();
}

const times = fc.integer({ min: startMs - 60_000, max: startMs + 600_000 });
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const searches = fc.record({
  types: maybe(
    fc.array(fc.constantFrom('key.revoked', 'session.', 'session.ended', 'llm.intent', 'no.such'), {
      minLength: 1,
      maxLength: 3,
    }),
  ),
  project: maybe(fc.constantFrom(...projects, 'none')),
  actor: maybe(fc.constantFrom(...actors)),
  fromMs: maybe(times),
  toMs: maybe(times),
  text: maybe(fc.constantFrom('key_2', 'ses_1', '“a\\"', 'nowhere')),
  before: maybe(fc.nat(count + 5)),
  limit: fc.constantFrom(1, 7, 50, 200),
});

describe('a search of the ledger', () => {
  test('finds what passes every filter, newest first, each entry on one page', async () => {
    await fc.assert(
      fc.asyncProperty(searches, async (search) => {
        expect(await all(search)).toEqual(expected(search));
      }),
      { numRuns: 60 },
    );
  });

  test('finds what was recorded a moment ago', async () => {
    const { index } = await ledger.append(recorded(count));
    const found = await searchEntries({ ledger, projection }, { actor: 'key_b', limit: 1 });
    expect(found.entries.map((entry) => entry.index)).toEqual([index]);
    events.push(decodeEvent((await ledger.read(index)).leaf));
  });

  test('for a text stops where it has looked at much, and says where to go on', async () => {
    const size = 30_000;
    const looked: number[] = [];
    const long = {
      size,
      minimumIndex: 0,
      async *entries({ from = 0, to = size } = {}) {
        for (let index = from; index < to; index++) {
          looked.push(index);
          yield { index, leaf: Buffer.from(index === 3 ? 'needle' : 'hay') };
        }
      },
    };
    const parts = { ledger: long, projection };
    const first = await searchEntries(parts, { text: 'needle', limit: 10 });
    expect(first.entries).toEqual([]);
    expect(first.next).toBeGreaterThan(9_000);
    expect(looked.length).toBeLessThanOrEqual(20_000);
    expect(looked).toHaveLength(size - (first.next ?? 0));
    const second = await searchEntries(parts, { text: 'needle', limit: 10, before: first.next });
    expect(second.entries.map((entry) => entry.index)).toEqual([3]);
    expect(second.next).toBeUndefined();
  });

  test('ends where the ledger was pruned, though the tables may name older entries', async () => {
    const minimumIndex = count - 20;
    const pruned = {
      size: count,
      minimumIndex,
      entries(range: { readonly from?: number; readonly to?: number } = {}) {
        if ((range.from ?? minimumIndex) < minimumIndex) throw new Error('pruned');
        return ledger.entries(range);
      },
    };
    const parts = { ledger: pruned, projection };
    for (const search of [{}, { text: '{' }, { project: 'default' }, { project: 'default', text: '{' }]) {
      const { entries, next } = await searchEntries(parts, { ...search, limit: 200 });
      const indexes = expected(
        search.project === undefined ? { limit: 200 } : { ...search, text: '', limit: 200 },
      );
      expect(entries.map(({ index }) => index)).toEqual(
        indexes.filter((i) => i >= minimumIndex && i < count),
      );
      expect(next).toBeUndefined();
    }
    const older = await searchEntries(parts, { before: 5, limit: 10 });
    expect(older).toEqual({ entries: [] });
  });

  test('ends when nobody waits for it any more', async () => {
    const signal = AbortSignal.abort();
    await expect(
      searchEntries({ ledger, projection }, { text: 'nowhere', limit: 10 }, { signal }),
    ).rejects.toThrow();
  });
});

describe('the query of a search', () => {
  test('takes one type or several, and times in any zone', () => {
    const query = { type: ['llm.', 'key.created'], from: '2026-01-02T04:00:00+01:00', limit: '7' };
    expect(entrySearch(searchQuery.parse(query))).toMatchObject({
      types: ['llm.', 'key.created'],
      fromMs: Date.UTC(2026, 0, 2, 3),
      limit: 7,
    });
    expect(entrySearch(searchQuery.parse(searchQuery.parse({ type: 'llm.' })))).toMatchObject({
      types: ['llm.'],
      limit: 100,
    });
  });

  test.each([
    { type: '' },
    { type: "x' or 1" },
    { from: 'yesterday' },
    { text: '' },
    { text: 'x'.repeat(513) },
  ])('refuses %o', (query) => {
    expect(searchQuery.safeParse(query).success).toBe(false);
  });
});
