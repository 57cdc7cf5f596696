import { decodeEvent, type RingwallEvent } from '@ringwall/core';
import { openCosignedCheckpoint } from '@ringwall/verifier';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Keyring } from '../keyring/keyring.ts';
import { type Ledger, openLedger } from '../ledger.ts';
import { event } from '../testing/fixture-events.ts';
import { appendBatches, keyringFor, TestClock, temporaryDirectory } from '../testing/fixtures.ts';
import { localWitness } from '../testing/local-witness.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import { askWitnesses } from './ask-witnesses.ts';
import { cosignatureChecks } from './watched-log.ts';
import { witnessClient } from './witness-client.ts';
import { createWitnessing } from './witnessing.ts';

type LocalWitness = Awaited<ReturnType<typeof localWitness>>;

async function ledgerFixture() {
  const keys = await keyringFor(await temporaryDirectory());
  const open = (files: MemoryFiles) =>
    openLedger({ directory: '/ledger', files, keys, clock: new TestClock(), checkpointIntervalMs: 1 });
  return { keys, open };
}

function witnessed(ledger: Ledger, keyring: Keyring, files: MemoryFiles, witnesses: readonly LocalWitness[]) {
  const warnings: string[] = [];
  const started = createWitnessing({
    ...{ ledger, keyring, files, directory: '/ledger', clock: new TestClock(), everyMs: 1 },
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
    for (let size = 1; size <= 9; size++) {
      await appendBatches(ledger, [1]);
      await ledger.checkpoint();
      await soon(() => expect(witnessing.state().witnessedSize).toBe(size));
      if (size === 4) early = files.copy();
    }
    await witnessing.close();
    await ledger.close();
    const client = witnessClient(witness, { transport: witness.transport, timeoutMs: 1000 });
    const ask = (from: MemoryFiles) =>
      askWitnesses([client], {
        ...{ files: from, directory: '/ledger' },
        log: { origin: keys.origin, verifierKeys: keys.verifierKeys },
      });
    return { keys, open, witness, files, early, ask };
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

  test('is refused at the start by what is kept beside it while the witness is away', async () => {
    const { early, files, ask, witness } = await cosignedLog();
    witness.fail(new Error('away'));
    // The log was put back, and what is kept of the witness was not.
    for (const path of files.paths) if (path.startsWith('/ledger/witness/')) early.set(path, files.get(path));
    expect(await ask(early)).toMatchObject([{ source: 'kept', reason: 'away', trees: [{ size: 9 }] }]);
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
});
