import { describe, expect, test } from 'vitest';
import { openLedger } from '../ledger.ts';
import { appendBatches, keyringFor, TestClock, temporaryDirectory } from '../testing/fixtures.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import type { WitnessedTree } from './must-extend.ts';

/** A ledger of seven entries, and what a witness saw of it after each. */
async function witnessedLedger() {
  const files = new MemoryFiles();
  const keys = await keyringFor(await temporaryDirectory());
  const open = (mustExtend?: readonly WitnessedTree[], from = files) =>
    openLedger({
      directory: '/ledger',
      files: from,
      keys,
      clock: new TestClock(),
      ...(mustExtend && { mustExtend }),
    });
  const ledger = await open();
  const trees: { size: number; root: Uint8Array }[] = [];
  const states: MemoryFiles[] = [];
  for (let i = 0; i < 7; i++) {
    states.push(files.copy());
    await appendBatches(ledger, [1]);
    const { size, root } = await ledger.checkpoint();
    trees.push({ size, root });
  }
  await ledger.close();
  const seen = { atLeast: async (size: number) => trees.find((tree) => tree.size >= size) };
  const of = (size: number): WitnessedTree => ({
    by: 'witness.example',
    size,
    root: trees[size - 1]?.root ?? new Uint8Array(32),
    seen,
  });
  return { open, of, trees, before: (size: number) => states[size] ?? files };
}

describe('openLedger with trees it must extend', () => {
  test('serves a log that extends them all', async () => {
    const { open, of } = await witnessedLedger();
    const ledger = await open([of(3), of(7)]);
    expect(ledger.size).toBe(7);
    await ledger.close();
  });

  test('refuses a log that was put back to an earlier state, and names the first size that is missing', async () => {
    const { open, of, before } = await witnessedLedger();
    await expect(open([of(7)], before(4).copy())).rejects.toMatchObject({
      code: 'ledger/behind-witness',
      message: expect.stringMatching(/has 4 entries.*cosigned one of 7.*has 5 entries.*that is has 4\./s),
    });
  });

  test('refuses a log with other entries than were witnessed, and names the first size that differs', async () => {
    const { open, of, before } = await witnessedLedger();
    const restored = before(4).copy();
    const other = await open([], restored);
    // Another time and another text than the entries that were witnessed there.
    await appendBatches(other, [1, 1, 1, 1, 1].slice(0, 5));
    await other.close();
    const changed = of(7);
    const error = open([{ ...changed, root: new Uint8Array(32) }], restored);
    await expect(error).rejects.toMatchObject({ code: 'ledger/witness-mismatch' });
  });

  test('still refuses it when the witness does not tell the rest', async () => {
    const { open, of, before } = await witnessedLedger();
    const silent = { ...of(7), seen: { atLeast: () => Promise.reject(new Error('unreachable')) } };
    await expect(open([silent], before(2).copy())).rejects.toMatchObject({
      code: 'ledger/behind-witness',
      message: expect.stringContaining('could not be found out'),
    });
  });
});
