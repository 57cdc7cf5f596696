import { generateKeyPairSync, hash, type KeyObject, sign } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { unselectedSubtrees } from '../multi-proof.ts';
import { naiveTree } from '../naive-tree.ts';
import { formatTlogProof } from '../tlog-proof.ts';
import { ed25519KeyId } from '../verifier-key.ts';
import { type CaseSlice, formatCaseSlice, parseCaseSlice } from './case-slice.ts';
import { sliceDigest } from './slice-statement.ts';
import { verifyCaseSlice } from './verify-case-slice.ts';

const sha256 = (data: Uint8Array): Uint8Array => new Uint8Array(hash('sha256', data, 'buffer'));
const naive = naiveTree(sha256);
const base64 = (data: Uint8Array) => Buffer.from(data).toString('base64');
const leafOf = (leaf: string) => naive.leaf(Buffer.from(leaf));

interface TestKey {
  readonly verifierKey: string;
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

async function newKey(): Promise<TestKey> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const keyId = await ed25519KeyId('log.example', raw);
  return {
    verifierKey: `log.example+${keyId}+${base64(Buffer.concat([Uint8Array.of(1), raw]))}`,
    keyId,
    privateKey,
  };
}

function signed(leaves: readonly string[], { keyId, privateKey }: TestKey, origin = 'log.example'): string {
  const text = `${origin}\n${leaves.length}\n${base64(naive.root(leaves.map(leafOf)))}\n`;
  const signature = Buffer.concat([Buffer.from(keyId, 'hex'), sign(null, Buffer.from(text), privateKey)]);
  return `${text}\n\u2014 log.example ${base64(signature)}\n`;
}

function event(type: string, data: Readonly<Record<string, unknown>>, second: number): string {
  const time = `2026-03-01T10:00:${String(second).padStart(2, '0')}.000Z`;
  return JSON.stringify({
    actor: { id: 'key_1', kind: 'key' },
    data,
    project: 'default',
    time,
    type,
    uid: `evt_${second}`,
    v: 1,
  });
}

let key: TestKey;
/** Intents and outcomes in turn, of three requests. */
const history = Array.from({ length: 6 }, (_, i) =>
  event(i % 2 === 0 ? 'llm.intent' : 'llm.outcome', { request: `req_${i >> 1}` }, i),
);

beforeAll(async () => {
  key = await newKey();
});

interface Asked {
  readonly from?: number;
  readonly to?: number;
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly says?: Readonly<Record<string, unknown>>;
}

/** The log with its statement about the selected entries, and one more entry after it. */
async function exported(
  selected: readonly number[],
  asked: Asked = {},
): Promise<{ log: string[]; slice: CaseSlice }> {
  const { from = 0, to = history.length, filter = {}, says = {} } = asked;
  const chosen = selected.map((index) => ({ index, leaf: history[index] ?? '' }));
  const digest = await sliceDigest(
    chosen.map(({ index, leaf }) => ({ index, leafHash: leafOf(leaf) })),
    sha256,
  );
  const data = { digest, entries: chosen.length, filter, from, to, ...says };
  const statement = { index: history.length, leaf: event('ledger.exported', data, 30) };
  const log = [...history, statement.leaf, event('server.stopped', { reason: 'x' }, 31)];
  return { log, slice: sliceOf(log, { entries: chosen, statement }) };
}

function sliceOf(
  log: readonly string[],
  parts: Pick<CaseSlice, 'entries' | 'statement'> & Partial<CaseSlice>,
): CaseSlice {
  const hashes = log.map(leafOf);
  const indexes = [...parts.entries, parts.statement].map(({ index }) => index);
  return {
    checkpoint: signed(log, key),
    hashes: unselectedSubtrees(indexes, log.length).map(({ begin, end }) =>
      naive.root(hashes.slice(begin, end)),
    ),
    keyChanges: [],
    keys: [key.verifierKey],
    ...parts,
  };
}

const verify = (slice: CaseSlice | string, logKeys = [key.verifierKey]) =>
  verifyCaseSlice(typeof slice === 'string' ? slice : formatCaseSlice(slice), { logKeys });
const outcomes = { filter: { types: ['llm.outcome'] } };

describe('a case slice', () => {
  test('of everything in a range is proven to be complete', async () => {
    const { slice } = await exported([1, 2, 3], { from: 1, to: 4 });
    expect(await verify(slice)).toMatchObject({
      ok: true,
      completeness: 'proven',
      checkpoint: { origin: 'log.example', size: 8 },
      statement: { index: 6, from: 1, to: 4, entries: 3, actor: 'key_1', time: '2026-03-01T10:00:30.000Z' },
      entries: [{ index: 1 }, { index: 2 }, { index: 3 }],
    });
  });

  test.each<[string, number[], Asked]>([
    ['a type', [1, 3, 5], outcomes],
    ['the beginning of a type', [0, 1, 2, 3, 4, 5], { filter: { types: ['server.', 'llm.'] } }],
    ['a request', [2, 3], { filter: { request: 'req_1' } }],
    ['a project and an actor', [0, 1, 2, 3, 4, 5], { filter: { project: 'default', actor: 'key_1' } }],
    ['times', [2, 3], { filter: { since: '2026-03-01T10:00:02.000Z', until: '2026-03-01T10:00:04.000Z' } }],
    ['nothing that is there', [], { filter: { subject: 'sub_1' } }],
  ])('of %s holds, and says that completeness is the word of the log', async (_, selected, asked) => {
    const { slice } = await exported(selected, asked);
    expect(await verify(slice)).toMatchObject({ ok: true, completeness: 'stated' });
  });

  test('is read back as it was written, in one spelling only', async () => {
    const { slice } = await exported([1, 3, 5], outcomes);
    const text = formatCaseSlice(slice);
    expect(parseCaseSlice(text)).toEqual({ ok: true, ...slice });
    const document = JSON.parse(text);
    for (const other of [
      text.trimEnd(),
      `${text}\n`,
      ` ${text}`,
      `${JSON.stringify(document, null, 1)}\n`,
      `${JSON.stringify({ ...document, more: 1 })}\n`,
      text.replace('{"checkpoint"', '{"checkpoint":"","checkpoint"'),
      text.replace('ringwall/case-slice/1', 'ringwall/case-slice/2'),
      text.replace('"index":1', '"index":1.0'),
      text.replace('llm', '\\u006clm'),
      text.slice(0, -2),
      'null\n',
      '[]\n',
      '',
    ]) {
      expect(parseCaseSlice(other).ok).toBe(false);
    }
    for (const member of Object.keys(document)) {
      for (const value of [undefined, null, 1, 'x', [1], {}]) {
        expect(
          parseCaseSlice(`${JSON.stringify({ ...document, [member]: value })}\n`).ok && value !== 'x',
        ).toBe(false);
      }
    }
  });

  test('with any one bit of any character changed is refused', async () => {
    const { slice } = await exported([1, 3], { ...outcomes, to: 5 });
    const text = formatCaseSlice({ ...slice, keys: [] });
    for (let at = 0; at < text.length; at++) {
      const changed = String.fromCharCode(text.charCodeAt(at) ^ (1 << (at % 7)));
      expect((await verify(text.slice(0, at) + changed + text.slice(at + 1))).ok, `at ${at}`).toBe(false);
    }
  });
});

describe('someone who passes a slice on', () => {
  test('and leaves entries out, with the proof made anew, is caught by the statement', async () => {
    const { log, slice } = await exported([1, 3, 5], outcomes);
    await fc.assert(
      fc.asyncProperty(fc.subarray([...slice.entries], { maxLength: 2 }), async (entries) => {
        expect(await verify(sliceOf(log, { entries, statement: slice.statement }))).toEqual({
          ok: false,
          reason: `the log exported 3 entries and the slice holds ${entries.length}`,
        });
      }),
    );
  });

  test('and puts another true entry in the place of one is caught by the digest', async () => {
    const { log, slice } = await exported([0, 2], { filter: { actor: 'key_1' } });
    const entries = [
      { index: 0, leaf: log[0] ?? '' },
      { index: 4, leaf: log[4] ?? '' },
    ];
    expect(await verify(sliceOf(log, { entries, statement: slice.statement }))).toMatchObject({
      ok: false,
      reason: expect.stringContaining('digest'),
    });
  });

  test('and changes, moves or adds an entry is caught by the proof', async () => {
    const { slice } = await exported([1, 3], { ...outcomes, to: 5 });
    const [first, second] = slice.entries;
    if (first === undefined || second === undefined) throw new Error('there are two');
    for (const entries of [
      [first, { ...second, leaf: second.leaf.replace('req_1', 'req_2') }],
      [first, { ...second, index: 4 }],
      [second, first],
      [first, first, second],
      [first, { index: 2, leaf: history[2] ?? '' }, second],
    ]) {
      expect((await verify({ ...slice, entries })).ok).toBe(false);
    }
  });

  test('and gives another statement, one of another range, or none is caught', async () => {
    const { log, slice } = await exported([1, 3, 5], outcomes);
    const own = { ...slice.statement, leaf: slice.statement.leaf.replace('"to":6', '"to":4') };
    expect((await verify({ ...slice, statement: own })).ok).toBe(false);
    const none = { index: 7, leaf: log[7] ?? '' };
    expect(await verify(sliceOf(log, { entries: slice.entries, statement: none }))).toMatchObject({
      ok: false,
      reason: expect.stringContaining('no statement'),
    });
  });

  test('and adds keys of their own gains nothing', async () => {
    const { slice } = await exported([1, 3, 5], outcomes);
    const stranger = await newKey();
    expect((await verify({ ...slice, keys: [stranger.verifierKey] }, [stranger.verifierKey])).ok).toBe(false);
    expect((await verify(slice, [])).ok).toBe(false);
  });
});

describe('a log that lies in its statement', () => {
  test.each<[string, number[], Asked, string]>([
    ['with entries outside the range', [1, 3, 5], { ...outcomes, to: 4 }, 'entry 5 is not in the range'],
    ['with entries before the range', [1, 3, 5], { ...outcomes, from: 2 }, 'entry 1 is not in the range'],
    ['with entries of another type', [0, 1], outcomes, 'entry 0 does not fit'],
    [
      'with entries of another time',
      [1, 3],
      { filter: { until: '2026-03-01T10:00:02.000Z' } },
      'entry 3 does not fit',
    ],
    ['about entries to come', [1], { to: 9 }, 'were not there when it was made'],
    ['about a range that ends before it begins', [], { from: 3, to: 2 }, 'were not there'],
    ['with a filter unknown here', [1], { filter: { colour: 'red' } }, 'no statement'],
    ['with a number that is none', [1], { says: { entries: -1 } }, 'no statement'],
    ['of another version', [1], { says: { digest: 5 } }, 'no statement'],
  ])('%s is caught', async (_, selected, asked, reason) => {
    const { slice } = await exported(selected, asked);
    expect(await verify(slice)).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  });
});

describe('after the log changed its key', () => {
  async function rotated(to: (next: TestKey) => string, signer: (old: TestKey, next: TestKey) => TestKey) {
    const next = await newKey();
    const change = event(
      'ledger-key.rotated',
      { from: key.verifierKey, overlapUntil: 'x', to: to(next) },
      20,
    );
    const log = [...history, change];
    const proof = formatTlogProof({
      index: 6,
      hashes: naive.path(6, log.map(leafOf)),
      checkpoint: signed(log, signer(key, next)),
    });
    const { slice } = await exported([1, 3, 5], outcomes);
    const whole = [...history, slice.statement.leaf];
    const later = sliceOf(whole, { entries: slice.entries, statement: slice.statement });
    return { ...later, checkpoint: signed(whole, next), keyChanges: [{ leaf: change, proof }] };
  }

  test('the old key opens a slice of the new one by the event that the old key covered', async () => {
    const slice = await rotated(
      (next) => next.verifierKey,
      (old) => old,
    );
    expect(await verify(slice)).toMatchObject({ ok: true, logKeys: [key.verifierKey, expect.any(String)] });
    expect((await verify({ ...slice, keyChanges: [] })).ok).toBe(false);
  });

  test('a change that only the new key signed counts for nothing', async () => {
    const slice = await rotated(
      (next) => next.verifierKey,
      (_, next) => next,
    );
    expect(await verify(slice)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('not signed'),
    });
  });

  test("a change to another log's key, to no key, or by another kind of event, counts for nothing", async () => {
    const other = await rotated(
      (next) => next.verifierKey.replace('log.example', 'other.example'),
      (old) => old,
    );
    expect(await verify(other)).toMatchObject({ ok: false, reason: expect.stringContaining('not signed') });
    const none = await rotated(
      () => 'x',
      (old) => old,
    );
    expect(await verify(none)).toMatchObject({ ok: false });
    const { log, slice } = await exported([1, 3, 5], outcomes);
    const proof = formatTlogProof({
      index: 7,
      hashes: naive.path(7, log.map(leafOf)),
      checkpoint: signed(log, key),
    });
    const keyChanges = [{ leaf: log[7] ?? '', proof }];
    expect(await verify({ ...slice, keyChanges })).toMatchObject({ ok: true, logKeys: [key.verifierKey] });
  });

  test('the new key opens it alone, whatever the old one said', async () => {
    const slice = await rotated(
      (next) => next.verifierKey,
      (old) => old,
    );
    const newest = JSON.parse(slice.keyChanges[0]?.leaf ?? '').data.to;
    expect(await verify(slice, [newest])).toMatchObject({ ok: true, logKeys: [newest] });
  });
});
