import { newEvent } from '@ringwall/core';
import { type SliceFilter, verifyCaseSlice } from '@ringwall/verifier';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Ledger, openLedger } from '../ledger.ts';
import { appendBatches, keyringFor, makeTemporaryDirectory, TestClock } from '../testing/fixtures.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import { settled } from '../testing/tiled-log.ts';
import { exportSlice, type SliceRequest } from './export-slice.ts';
import { selectEntries } from './select-entries.ts';

const clock = new TestClock();
const actor = { kind: 'shell', id: 'local' } as const;
const count = 600;
let ledger: Ledger;

function recorded(i: number) {
  const fields = {
    time: clock.nowMs + i * 1000,
    project: i % 3 === 0 ? 'other' : 'default',
    actor: { kind: 'key', id: `key_${i % 4}` } as const,
  };
  return i % 5 === 0
    ? newEvent('body.opened', {
        ...fields,
        data: { request: `req_${i % 7}`, reason: 'café “quoted”\u2028', blobs: [] },
      })
    : newEvent('session.ended', { ...fields, data: { session: `ses_${i}` } });
}

beforeAll(async () => {
  const directory = await makeTemporaryDirectory();
  const keys = await keyringFor(directory.path);
  await directory.remove();
  ledger = await openLedger({ directory: 'ledger', keys, clock, files: new MemoryFiles() });
  await Promise.all(Array.from({ length: count }, (_, i) => ledger.append(recorded(i))));
});
afterAll(() => ledger.close());

const take = (request: SliceRequest) => exportSlice(request, { ledger, clock, actor });
const check = (text: string) => verifyCaseSlice(text, { logKeys: [ledger.verifierKey] });
const time = (i: number) => new Date(clock.nowMs + i * 1000).toISOString();

describe('an exported slice', () => {
  test.each<[string, SliceFilter, (i: number) => boolean]>([
    ['a type', { types: ['body.opened'] }, (i) => i % 5 === 0],
    [
      'a beginning of a type and a project',
      { types: ['session.'], project: 'other' },
      (i) => i % 5 > 0 && i % 3 === 0,
    ],
    ['an actor', { actor: 'key_2' }, (i) => i % 4 === 2],
    ['a request', { request: 'req_3' }, (i) => i % 5 === 0 && i % 7 === 3],
    ['times', { since: time(100), until: time(120) }, (i) => i >= 100 && i < 120],
    ['nothing', { subject: 'sub_nobody' }, () => false],
    ['everything', {}, () => true],
  ])('of %s holds with the key of the log and nothing else', async (_, filter, fits) => {
    const expected = Array.from({ length: count }, (_, i) => i).filter(fits);
    const { text, statement } = await take({ to: count, filter });
    const verified = await check(text);
    expect(verified).toMatchObject({
      ok: true,
      statement: { index: statement, from: 0, to: count, filter, actor: 'local' },
    });
    expect(verified.ok && verified.entries.map(({ index }) => index)).toEqual(expected);
    expect(verified.ok && verified.completeness).toBe(Object.keys(filter).length === 0 ? 'proven' : 'stated');
  });

  test('of any range holds, at any size of the log', () => {
    return fc.assert(
      fc.asyncProperty(fc.nat(count), fc.nat(count), async (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const verified = await check((await take({ from, to })).text);
        expect(verified).toMatchObject({
          ok: true,
          completeness: 'proven',
          statement: { from, to, entries: to - from },
        });
      }),
      { numRuns: 25 },
    );
  });

  test('is itself recorded before it is given out, and stands in the next one', async () => {
    const { statement } = await take({ from: 3, to: 4 });
    const verified = await check((await take({ from: statement, to: statement + 1 })).text);
    expect(verified.ok && verified.entries[0]?.leaf).toContain('"ledger.exported"');
  });

  test('is under the checkpoint that it is given', async () => {
    const before = ledger.size;
    const slice = await exportSlice(
      { from: 0, to: 2 },
      {
        ...{ ledger, clock, actor },
        checkpointOver: async (size) => {
          expect(size).toBe(before + 1);
          const covering = await ledger.checkpoint();
          await ledger.append(recorded(1));
          await ledger.checkpoint();
          return covering;
        },
      },
    );
    expect(await check(slice.text)).toMatchObject({ ok: true, checkpoint: { size: before + 1 } });
  });

  test('of a range that is not there is refused and not recorded', async () => {
    const size = ledger.size;
    for (const range of [{ from: 5, to: 4 }, { to: size + 1 }, { from: size + 1 }]) {
      await expect(take(range)).rejects.toMatchObject({ code: 'ledger/not-found' });
    }
    expect(ledger.size).toBe(size);
  });

  test('that nobody waits for any more is given up', async () => {
    const size = ledger.size;
    const signal = AbortSignal.abort();
    await expect(exportSlice({}, { ledger, clock, actor, signal })).rejects.toThrow();
    expect(ledger.size).toBe(size);
  });
});

test('an excerpt of a pruned ledger begins, if nothing else was asked for, with the oldest entry there is', async () => {
  const directory = await makeTemporaryDirectory();
  const keys = await keyringFor(directory.path);
  await directory.remove();
  const files = new MemoryFiles();
  const pruned = await openLedger({ directory: 'ledger', keys, clock, files, segmentBytes: 20_000 });
  onTestFinished(() => pruned.close());
  for (let i = 0; i < 20; i++) await appendBatches(pruned, [50]);
  await settled(pruned, 400);
  expect(await pruned.prune(512)).toBe(512);
  const { text, entries } = await exportSlice({}, { ledger: pruned, clock, actor });
  expect(entries).toBe(1000 - 512);
  const policy = { logKeys: [pruned.verifierKey] };
  expect(await verifyCaseSlice(text, policy)).toMatchObject({ ok: true, statement: { from: 512, to: 1000 } });
  const asked = exportSlice({ from: 0 }, { ledger: pruned, clock, actor });
  await expect(asked).rejects.toMatchObject({ code: 'ledger/pruned' });
});

test('more entries than one slice holds are refused by number and by bytes', async () => {
  const many = async function* (bytes: number, entries: number) {
    for (let index = 0; index < entries; index++) yield { index, leaf: Buffer.alloc(bytes, 'x') };
  };
  const all = { from: 0, to: 200_000, filter: {} };
  for (const [bytes, entries, fits] of [
    [1, 100_000, true],
    [1, 100_001, false],
    [65_000, 516, true],
    [65_000, 517, false],
  ] satisfies [number, number, boolean][]) {
    const selected = selectEntries({ entries: () => many(bytes, entries) }, all);
    if (fits) expect(await selected).toHaveLength(entries);
    else await expect(selected).rejects.toMatchObject({ code: 'ledger/slice-too-large' });
  }
});
