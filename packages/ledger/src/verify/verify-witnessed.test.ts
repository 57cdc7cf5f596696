import { beforeAll, describe, expect, test } from 'vitest';
import type { Keyring } from '../keyring/keyring.ts';
import { signCheckpoint } from '../signed-note.ts';
import { keyringFor, makeTemporaryDirectory } from '../testing/fixtures.ts';
import { localWitness } from '../testing/local-witness.ts';
import type { MemoryFiles } from '../testing/memory-files.ts';
import { smallLog } from '../testing/small-log.ts';
import { treeOf } from '../testing/tiled-log.ts';
import { keepCheckpoint } from '../witness/kept-checkpoints.ts';
import { witnessClient } from '../witness/witness-client.ts';
import { verifyLog } from './verify-log.ts';
import type { WitnessView } from './witnessed.ts';

const leaves = Array.from({ length: 300 }, (_, i) => Buffer.from(`entry ${i}`));
const sizes = [1, 2, 100, 150, 255, 256, 257, 271, 290];
let keys: Keyring;
let whole: MemoryFiles;
let witness: Awaited<ReturnType<typeof localWitness>>;
let view: WitnessView;

/** A log over any entries with everything made anew and signed with the right key. */
function madeAnew(of: readonly Buffer[]): Promise<MemoryFiles> {
  const tiled = of.length >= 256 ? 256 : 0;
  const shape = { batches: [tiled], tiled, signed: [0, of.length] };
  return smallLog(keys, { ...shape, leaves: of });
}

beforeAll(async () => {
  const directory = await makeTemporaryDirectory();
  keys = await keyringFor(directory.path);
  await directory.remove();
  whole = await madeAnew(leaves);
  witness = await localWitness({ logs: [keys.verifierKey] });
  const tree = treeOf(leaves);
  const client = witnessClient(witness, { transport: witness.transport, timeoutMs: 1000 });
  let oldSize = 0;
  for (const size of sizes) {
    const note = signCheckpoint(keys, size, tree.root(size));
    const cosigned = await client.submit({ oldSize, hashes: tree.consistency(oldSize, size), note });
    expect(cosigned).toMatchObject({ kind: 'cosigned' });
    oldSize = size;
  }
  const newest = await client.newest({ origin: keys.origin });
  view = { by: client.name, note: newest?.note ?? '', seen: client.seen(keys.origin) };
});

const verify = (files: MemoryFiles, witnesses: readonly WitnessView[] = [view]) =>
  verifyLog('ledger', { files, witnessKeys: witness.keys, witnesses });

describe('a log that a witness has seen', () => {
  test('is witnessed as far as it was cosigned, and said to be unwitnessed since', async () => {
    const report = await verify(whole);
    expect(report).toMatchObject({ ok: true, entries: 300, proven: 300 });
    expect(report.witnessed).toEqual([
      { by: 'witness.example', size: 290, at: expect.stringMatching(/^2026-01-02T03:04:/) },
      { by: 'witness.example', size: 290, at: expect.stringMatching(/^2026-01-02T03:04:/) },
    ]);
    expect(report.notChecked).toContainEqual(
      expect.stringContaining('Unwitnessed since entry 290: that 10 entries'),
    );
    const exactly = await verify(await madeAnew(leaves.slice(0, 290)));
    expect(exactly.ok).toBe(true);
    expect(exactly.notChecked).toContainEqual(expect.stringContaining('Everything here was witnessed'));
  });

  test('is witnessed by what is kept beside it too', async () => {
    const files = whole.copy();
    await keepCheckpoint({ files, directory: 'ledger' }, witness, view.note);
    expect((await verify(files, [])).witnessed).toMatchObject([{ size: 290 }, { size: 290 }]);
    const without = await verifyLog('ledger', { files });
    expect(without).toMatchObject({ ok: true, witnessed: [] });
    expect(without.notChecked).toContainEqual(expect.stringContaining('No witness has seen this log'));
  });

  test('is not witnessed by what another key signed, what is of another log, or what is no note', async () => {
    const stranger = await localWitness({ logs: [keys.verifierKey], name: 'stranger.example' });
    const other = {
      verifierKey: keys.verifierKey,
      witnessKeys: stranger.keys,
      files: whole,
      witnesses: [view],
    };
    const report = await verifyLog('ledger', other);
    expect(report).toMatchObject({ ok: true, witnessed: [] });
    expect(report.notChecked).toContainEqual(expect.stringContaining('not cosigned with a key'));
    expect((await verify(whole, [{ ...view, note: 'x' }])).notChecked).toContainEqual(
      expect.stringContaining('does not hold'),
    );
    const flipped = view.note.replace('\n290\n', '\n291\n');
    expect((await verify(whole, [{ ...view, note: flipped }])).witnessed).toEqual([]);
  });
});

describe('a log of which everything was made anew and signed with its own key', () => {
  test('is whole to whoever asks no witness', async () => {
    const forged = await madeAnew(leaves.with(120, Buffer.from('a lie')));
    expect(await verifyLog('ledger', { files: forged, verifierKey: keys.verifierKey })).toMatchObject({
      ok: true,
      proven: 300,
    });
  });

  test.each(sizes.map((size, i) => [size, sizes[i + 1] ?? 300] as const))(
    'is caught by the witness, which names the first size that differs: %i holds, %i does not',
    async (holds, differs) => {
      for (const at of [holds, differs - 1]) {
        const report = await verify(await madeAnew(leaves.with(at, Buffer.from('a lie'))));
        if (holds === 290) {
          expect(report).toMatchObject({ ok: true, witnessed: [{ size: 290 }, { size: 290 }] });
        } else {
          expect(report.ok).toBe(false);
          expect(report.faults).toMatchObject([
            {
              index: holds,
              reason: expect.stringContaining(`has ${differs} entries, the last that is has ${holds}`),
            },
          ]);
        }
      }
    },
  );

  test('and cut is caught, up to the last size that was witnessed', async () => {
    for (const left of [0, 1, 99, 100, 256, 271, 289]) {
      const report = await verify(await madeAnew(leaves.slice(0, left)));
      expect(report.ok).toBe(false);
      const differs = sizes.find((size) => size > left) ?? 0;
      expect(report.faults).toMatchObject([
        { reason: expect.stringMatching(new RegExp(`is cut.* has ${differs} entries`)) },
      ]);
    }
    // What no witness has seen yet may be taken away unseen, and the report says so.
    expect(await verify(await madeAnew(leaves.slice(0, 295)))).toMatchObject({ ok: true });
  });

  test('is still caught by a witness that does not tell the rest', async () => {
    const silent = { by: view.by, note: view.note, seen: { atLeast: () => Promise.reject(new Error('no')) } };
    const forged = await madeAnew(leaves.with(3, Buffer.from('a lie')));
    for (const witnesses of [[silent], [{ by: view.by, note: view.note }]]) {
      expect(await verify(forged, witnesses)).toMatchObject({
        ok: false,
        faults: [{ index: expect.any(Number) }],
      });
    }
  });
});
