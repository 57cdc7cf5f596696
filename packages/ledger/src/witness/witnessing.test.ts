import { decodeEvent, type RingwallEvent } from '@ringwall/core';
import { openCosignedCheckpoint } from '@ringwall/verifier';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Keyring } from '../keyring/keyring.ts';
import { type Ledger, openLedger } from '../ledger.ts';
import { event } from '../testing/fixture-events.ts';
import { appendBatches, keyringFor, TestClock, temporaryDirectory } from '../testing/fixtures.ts';
import { localWitness } from '../testing/local-witness.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import { testLog } from '../testing/test-log.ts';
import { askWitnesses } from './ask-witnesses.ts';
import { keepCheckpoint, keptCheckpoints } from './kept-checkpoints.ts';
import { cosignatureChecks } from './watched-log.ts';
import { witnessClient } from './witness-client.ts';
import { createWitnessing } from './witnessing.ts';

type LocalWitness = Awaited<ReturnType<typeof localWitness>>;

async function ledgerFixture() {
  const keys = await keyringFor(await temporaryDirectory());
  const open = (files: MemoryFiles, checkpointIntervalMs = 1) =>
    openLedger({ directory: '/ledger', files, keys, clock: new TestClock(), checkpointIntervalMs });
  return { keys, open };
}

function witnessed(
  ledger: Ledger,
  keyring: Keyring,
  files: MemoryFiles,
  witnesses: readonly LocalWitness[],
  clock = new TestClock(),
  everyMs = 1,
) {
  const warnings: string[] = [];
  const started = createWitnessing({
    ...{ ledger, keyring, files, directory: '/ledger', clock, everyMs },
    clients: witnesses.map((each) => witnessClient(each, { transport: each.transport, timeoutMs: 1000 })),
    warn: (message) => void warnings.push(message),
  });
  return started.then((witnessing) => {
    onTestFinished(() => witnessing.close());
    return { witnessing, warnings };
  });
}

async function eventsOf(ledger: Ledger): Promise<RingwallEvent[]> {
  const events: RingwallEvent[] = [];
  for await (const { leaf } of ledger.entries()) events.push(decodeEvent(leaf));
  return events;
}

/** Looks until it holds, for as long as a busy machine may take. */
const soon = (look: () => void | Promise<void>) => vi.waitFor(look, { interval: 2, timeout: 15_000 });

const signingKeys = (...witnesses: readonly LocalWitness[]) => witnesses.flatMap(({ keys }) => [...keys]);

describe('a ledger with witnesses', () => {
  test('has each checkpoint cosigned by all, and shows and keeps it with their cosignatures', async () => {
    const { keys, open } = await ledgerFixture();
    const files = new MemoryFiles();
    const ledger = await open(files);
    const one = await localWitness({ logs: [keys.verifierKey] });
    const two = await localWitness({ logs: [keys.verifierKey], name: 'second.example' });
    const { witnessing } = await witnessed(ledger, keys, files, [one, two]);
    for (const batch of [1, 3, 2]) {
      await appendBatches(ledger, [batch]);
      const { size } = await ledger.checkpoint();
      await soon(() =>
        expect(witnessing.state().witnesses.map((each) => each.witnessedSize)).toEqual([size, size]),
      );
    }
    expect(witnessing.state()).toMatchObject({
      witnesses: [
        { name: 'witness.example', url: one.url, state: 'following', witnessedSize: 6 },
        { name: 'second.example', state: 'following', witnessedAt: '2026-01-02T03:04:05.000Z' },
      ],
      witnessedSize: 6,
    });
    expect(witnessing.state().unwitnessedSince).toBeUndefined();
    const policy = { logKeys: [keys.verifierKey], witnessKeys: signingKeys(one, two) };
    const newest = witnessing.newest()?.note ?? '';
    await soon(() => expect(files.get('/ledger/checkpoint').toString()).toHaveLength(newest.length));
    for (const note of [newest, files.get('/ledger/checkpoint').toString(), ledger.latestCheckpoint().note]) {
      expect(await openCosignedCheckpoint(note, policy, cosignatureChecks)).toMatchObject({
        ok: true,
        size: 6,
        cosignatures: { length: 4 },
      });
    }
    await ledger.close();
  });

  test('gives a checkpoint with cosignatures at once to whoever wants one, and without any where none can be had', async () => {
    const { keys, open } = await ledgerFixture();
    const files = new MemoryFiles();
    const ledger = await open(files, 1_000_000);
    const one = await localWitness({ logs: [keys.verifierKey] });
    const two = await localWitness({ logs: [keys.verifierKey], name: 'second.example' });
    const { witnessing } = await witnessed(ledger, keys, files, [one, two]);
    const policy = { logKeys: [keys.verifierKey], witnessKeys: signingKeys(one, two) };
    const over = async (size: number) => {
      const { note } = await witnessing.checkpointOver(size);
      return openCosignedCheckpoint(note, policy, cosignatureChecks);
    };
    await appendBatches(ledger, [3]);
    expect(await over(3)).toMatchObject({ ok: true, size: 3, cosignatures: { length: 4 } });
    one.fail(new Error('away'));
    await appendBatches(ledger, [1]);
    expect(await over(4)).toMatchObject({ ok: true, size: 4, cosignatures: { length: 2 } });
    two.fail(new Error('away'));
    await appendBatches(ledger, [1]);
    expect(await over(4)).toMatchObject({ ok: true, size: 4, cosignatures: { length: 2 } });
    expect(await over(5)).toMatchObject({ ok: true, size: 5, cosignatures: [] });
    await ledger.close();
  });

  test('asks for nothing while nothing is new', async () => {
    const { keys, open } = await ledgerFixture();
    const files = new MemoryFiles();
    const ledger = await open(files);
    const witness = await localWitness({ logs: [keys.verifierKey] });
    const { witnessing } = await witnessed(ledger, keys, files, [witness]);
    await appendBatches(ledger, [1]);
    await ledger.checkpoint();
    await soon(() => expect(witnessing.state().witnessedSize).toBe(1));
    const asked = witness.requests.length;
    // The end looks once more whether there is something to send.
    await witnessing.close();
    expect(witness.requests).toHaveLength(asked);
    await ledger.close();
  });

  test('is cosigned as soon as it is signed, however long the pace would let it wait', async () => {
    const { keys, open } = await ledgerFixture();
    const files = new MemoryFiles();
    const ledger = await open(files);
    const witness = await localWitness({ logs: [keys.verifierKey] });
    const first = await witnessed(ledger, keys, files, [witness]);
    await soon(() => expect(first.witnessing.newest()).toMatchObject({ size: 0 }));
    await first.witnessing.close();
    const { witnessing } = await witnessed(ledger, keys, files, [witness], new TestClock(), 3_600_000);
    // Timers ring in the order in which they were set: the first look, which finds nothing new, is over.
    await new Promise((resolve) => setTimeout(resolve, 1));
    await appendBatches(ledger, [2]);
    await ledger.checkpoint();
    await soon(() => expect(witnessing.state().witnessedSize).toBe(2));
    await ledger.close();
  });

  test('goes on while a witness is away, says so, and catches up when it is back', async () => {
    const { keys, open } = await ledgerFixture();
    const files = new MemoryFiles();
    const ledger = await open(files);
    const witness = await localWitness({ logs: [keys.verifierKey] });
    witness.fail(new Error('connection refused'));
    const { witnessing, warnings } = await witnessed(ledger, keys, files, [witness]);
    await appendBatches(ledger, [5]);
    await ledger.checkpoint();
    await soon(() => expect(witness.requests.length).toBeGreaterThan(2));
    expect(witnessing.state()).toMatchObject({
      witnesses: [{ state: 'failing', witnessedSize: 0, failing: { reason: 'connection refused' } }],
      witnessedSize: 0,
      unwitnessedSince: '2026-01-02T03:04:05.000Z',
    });
    witness.fail();
    await soon(() => expect(witnessing.state().witnessedSize).toBe(5));
    expect(witnessing.state().witnesses).toMatchObject([{ state: 'following' }]);
    expect(warnings).toEqual(['A witness does not cosign', 'A witness cosigns again']);
    await ledger.close();
  });

  test('counts the time without a witness from what came since the last cosignature', async () => {
    const { keys, open } = await ledgerFixture();
    const files = new MemoryFiles();
    const ledger = await open(files, 1_000_000);
    const witness = await localWitness({ logs: [keys.verifierKey] });
    witness.fail(new Error('away'));
    const clock = new TestClock();
    const { witnessing } = await witnessed(ledger, keys, files, [witness], clock);
    await appendBatches(ledger, [1]);
    await ledger.checkpoint();
    expect(witnessing.state().unwitnessedSince).toBe('2026-01-02T03:04:05.000Z');
    clock.nowMs += 5000;
    // One more, which no checkpoint covers yet.
    await appendBatches(ledger, [1]);
    expect(witnessing.state().unwitnessedSince).toBe('2026-01-02T03:04:05.000Z');
    witness.fail();
    await soon(() => expect(witnessing.state().witnessedSize).toBe(1));
    expect(witnessing.state().unwitnessedSince).toBe('2026-01-02T03:04:10.000Z');
    await ledger.close();
  });

  test('finds out how far a witness is when its answer was lost', async () => {
    const { keys, open } = await ledgerFixture();
    const files = new MemoryFiles();
    const ledger = await open(files);
    const witness = await localWitness({ logs: [keys.verifierKey] });
    const first = await witnessed(ledger, keys, files, [witness]);
    await appendBatches(ledger, [3]);
    await ledger.checkpoint();
    await soon(() => expect(first.witnessing.state().witnessedSize).toBe(3));
    await first.witnessing.close();
    // Nothing kept: as if the process had died before it was written.
    for (const path of files.paths) if (path.startsWith('/ledger/witness/')) files.remove(path);
    await appendBatches(ledger, [2]);
    await ledger.checkpoint();
    const second = await witnessed(ledger, keys, files, [witness]);
    await soon(() => expect(second.witnessing.state().witnessedSize).toBe(5));
    expect(second.warnings).toEqual([]);
    await ledger.close();
  });

  test('shows after a restart what was cosigned before, also while the witness is away', async () => {
    const { keys, open } = await ledgerFixture();
    const files = new MemoryFiles();
    const before = await open(files);
    const witness = await localWitness({ logs: [keys.verifierKey] });
    const first = await witnessed(before, keys, files, [witness]);
    await appendBatches(before, [4]);
    await first.witnessing.close();
    await before.close();
    witness.fail(new Error('away'));
    const ledger = await open(files);
    const { witnessing } = await witnessed(ledger, keys, files, [witness]);
    expect(witnessing.state()).toMatchObject({ witnessedSize: before.latestCheckpoint().size });
    expect(files.get('/ledger/checkpoint').toString()).toContain('witness.example');
    await ledger.close();
  });

  test('believes no cosignature but those of the configured keys', async () => {
    const { keys, open } = await ledgerFixture();
    const files = new MemoryFiles();
    const ledger = await open(files);
    const witness = await localWitness({ logs: [keys.verifierKey] });
    const other = await localWitness({ logs: [], name: 'witness.example' });
    const mixed = { ...witness, keys: other.keys };
    const { witnessing } = await witnessed(ledger, keys, files, [mixed]);
    await soon(() =>
      expect(witnessing.state().witnesses).toMatchObject([
        { state: 'failing', failing: { reason: 'no cosignature is of a key that is configured' } },
      ]),
    );
    expect(witnessing.newest()).toBeUndefined();
    await ledger.close();
  });
});

describe('a ledger that a witness has seen otherwise', () => {
  /** A log of nine entries of which every size was cosigned, and its files when it had four. */
  async function cosignedLog() {
    const { keys, open } = await ledgerFixture();
    const files = new MemoryFiles();
    const ledger = await open(files);
    const witness = await localWitness({ logs: [keys.verifierKey] });
    const { witnessing } = await witnessed(ledger, keys, files, [witness]);
    let early = files;
    let witnessEarly = witness.files;
    for (let size = 1; size <= 9; size++) {
      await appendBatches(ledger, [1]);
      await ledger.checkpoint();
      await soon(() => expect(witnessing.state().witnessedSize).toBe(size));
      if (size === 4) {
        early = files.copy();
        witnessEarly = witness.files.copy();
      }
    }
    await witnessing.close();
    await ledger.close();
    const client = witnessClient(witness, { transport: witness.transport, timeoutMs: 1000 });
    const ask = (from: MemoryFiles) =>
      askWitnesses([client], {
        ...{ files: from, directory: '/ledger' },
        log: { origin: keys.origin, verifierKeys: keys.verifierKeys },
      });
    return { keys, open, witness, witnessEarly, files, early, ask };
  }

  test('is refused at the start when it was put back, by the word of the witness', async () => {
    const { early, ask, keys } = await cosignedLog();
    const asked = await ask(early);
    expect(asked).toMatchObject([
      { source: 'witness', forgot: false, trees: [{ by: 'witness.example', size: 9 }] },
    ]);
    const again = openLedger({
      ...{ directory: '/ledger', files: early, keys, clock: new TestClock() },
      mustExtend: asked.flatMap(({ trees }) => [...trees]),
    });
    await expect(again).rejects.toMatchObject({
      code: 'ledger/behind-witness',
      message: expect.stringMatching(/has 4 entries.*one of 9.*this log's has 5 entries.*has 4\./s),
    });
  });

  test('is refused at the start also where it does not know the key that signed what the witness has seen', async () => {
    const { early, witness, keys } = await cosignedLog();
    const client = witnessClient(witness, { transport: witness.transport, timeoutMs: 1000 });
    const another = await keyringFor(await temporaryDirectory());
    const before = { origin: keys.origin, verifierKeys: [another.verifierKey] };
    expect(await askWitnesses([client], { files: early, directory: '/ledger', log: before })).toMatchObject([
      { source: 'witness', trees: [{ by: 'witness.example', size: 9 }] },
    ]);
  });

  test('is refused at the start by what is kept beside it while the witness is away', async () => {
    const { keys, early, files, ask, witness } = await cosignedLog();
    witness.fail(new Error('away'));
    // The log was put back, and what is kept of the witness was not.
    for (const path of files.paths) if (path.startsWith('/ledger/witness/')) early.set(path, files.get(path));
    expect(await ask(early)).toMatchObject([{ source: 'kept', reason: 'away', trees: [{ size: 9 }] }]);
    const mute = witnessClient(witness, {
      transport: async () => ({ status: 404, body: new Uint8Array(0) }),
      timeoutMs: 1000,
    });
    const log = { origin: keys.origin, verifierKeys: keys.verifierKeys };
    expect(await askWitnesses([mute], { files: early, directory: '/ledger', log })).toMatchObject([
      { source: 'kept', forgot: false, trees: [{ size: 9 }] },
    ]);
    for (const path of early.paths) if (path.startsWith('/ledger/witness/')) early.remove(path);
    expect(await ask(early)).toMatchObject([{ source: 'nothing', trees: [] }]);
  });

  test('is refused while it runs, with an alarm that names where the logs part, recorded once', async () => {
    const { keys, open, early, witness } = await cosignedLog();
    for (const path of early.paths) if (path.startsWith('/ledger/witness/')) early.remove(path);
    const ledger = await open(early);
    const { witnessing, warnings } = await witnessed(ledger, keys, early, [witness]);
    await soon(() => expect(witnessing.state().witnesses[0]?.state).toBe('refusing'));
    const refusal = { reason: 'shorter', size: 4, witnessedSize: 9, agreesUpTo: 4, divergesAt: 5 };
    expect(witnessing.state().witnesses).toMatchObject([{ refusal }]);
    await soon(async () =>
      expect((await eventsOf(ledger)).at(-1)).toMatchObject({
        type: 'witness.refused',
        data: { witness: 'witness.example', ...refusal },
      }),
    );
    // It is asked again, and refuses again; that is no news.
    const asked = witness.requests.length;
    await soon(() => expect(witness.requests.slice(asked)).toContain('POST /add-checkpoint'));
    await witnessing.close();
    expect((await eventsOf(ledger)).filter(({ type }) => type === 'witness.refused')).toHaveLength(1);
    expect(warnings).toEqual(['A witness refuses the log: it has seen another one']);
    await ledger.close();
  });

  test('is refused when other entries were put in the place of those that were cosigned', async () => {
    const { keys, open, early, witness, ask } = await cosignedLog();
    for (const path of early.paths) if (path.startsWith('/ledger/witness/')) early.remove(path);
    const ledger = await open(early);
    for (let i = 0; i < 8; i++) await ledger.append(event(`other ${i}`));
    await ledger.checkpoint();
    const { witnessing } = await witnessed(ledger, keys, early, [witness]);
    await soon(() => expect(witnessing.state().witnesses[0]?.state).toBe('refusing'));
    const refusal = { reason: 'rewritten', size: 12, witnessedSize: 9, agreesUpTo: 4, divergesAt: 5 };
    expect(witnessing.state().witnesses).toMatchObject([{ refusal }]);
    await soon(async () => expect((await eventsOf(ledger)).at(-1)).toMatchObject({ data: refusal }));
    await ledger.close();
    const again = openLedger({
      ...{ directory: '/ledger', files: early, keys, clock: new TestClock() },
      mustExtend: (await ask(early)).flatMap(({ trees }) => [...trees]),
    });
    await expect(again).rejects.toMatchObject({ code: 'ledger/witness-mismatch' });
  });

  test('is refused though it has as many entries as were cosigned', async () => {
    const { keys, open, early, witness } = await cosignedLog();
    for (const path of early.paths) if (path.startsWith('/ledger/witness/')) early.remove(path);
    const ledger = await open(early, 1_000_000);
    for (let i = 0; i < 5; i++) await ledger.append(event(`other ${i}`));
    await ledger.checkpoint();
    const { witnessing } = await witnessed(ledger, keys, early, [witness]);
    await soon(() => expect(witnessing.state().witnesses[0]?.state).toBe('refusing'));
    const refusal = { reason: 'rewritten', size: 9, witnessedSize: 9, agreesUpTo: 4, divergesAt: 5 };
    expect(witnessing.state().witnesses).toMatchObject([{ refusal }]);
    await witnessing.close();
    await ledger.close();
  });

  test('must extend what is kept beside it also when the witness was put back to an older state', async () => {
    const { keys, open, files, witnessEarly } = await cosignedLog();
    const forgetful = await localWitness({ logs: [keys.verifierKey], files: witnessEarly });
    const client = witnessClient(forgetful, { transport: forgetful.transport, timeoutMs: 1000 });
    const log = { origin: keys.origin, verifierKeys: keys.verifierKeys };
    expect(await askWitnesses([client], { files, directory: '/ledger', log })).toMatchObject([
      {
        source: 'witness',
        forgot: true,
        trees: [{ size: 4 }, { size: 9, by: 'witness.example (as kept here)' }],
      },
    ]);
    const ledger = await open(files);
    await appendBatches(ledger, [1]);
    const { witnessing, warnings } = await witnessed(ledger, keys, files, [forgetful]);
    await soon(() => expect(forgetful.witness.logs).toEqual([{ origin: keys.origin, size: 10 }]));
    await witnessing.close();
    expect(warnings).toEqual(['A witness had forgotten what it cosigned']);
    await ledger.close();
  });
});

describe('what is kept of a witness', () => {
  test('is read for the log it is about alone, though a restored log still knows the keys it had before', async () => {
    const log = await testLog();
    const witness = await localWitness({ logs: [log.verifierKey] });
    await witness.witness.addCheckpoint(log.request(0, 7));
    const place = { files: new MemoryFiles(), directory: '/ledger' };
    await keepCheckpoint(place, witness, witness.witness.latest(log.origin) ?? '');
    const kept = (origin: string) =>
      keptCheckpoints(place, { log: { origin, verifierKeys: [log.verifierKey] }, witnessKeys: witness.keys });
    expect(await kept(log.origin)).toMatchObject([{ size: 7, cosignatures: { length: 2 } }]);
    expect(await kept('example.com/restored')).toEqual([]);
  });
});

describe('what a witness shows', () => {
  test('is not believed unless a known key has cosigned it for this log', async () => {
    const log = await testLog();
    const witness = await localWitness({ logs: [log.verifierKey] });
    await witness.witness.addCheckpoint(log.request(0, 7));
    const shown = (note: string, keys = witness.keys) =>
      witnessClient(
        { url: witness.url, keys },
        { transport: async () => ({ status: 200, body: Buffer.from(note) }), timeoutMs: 1000 },
      ).newest({ origin: log.origin });
    const good = witness.witness.latest(log.origin) ?? '';
    expect(await shown(good)).toMatchObject({ size: 7, cosignatures: { length: 2 } });
    await expect(shown(log.checkpoint(9))).rejects.toThrow('not one it has cosigned');
    await expect(shown(good.replaceAll(log.origin, 'example.com/other'))).rejects.toThrow('does not hold');
    await expect(shown(good.replace('\n7\n', '\n8\n'))).rejects.toThrow('does not hold');
  });
});
