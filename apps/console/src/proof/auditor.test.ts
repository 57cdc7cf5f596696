import { formatTlogProof } from '@ringwall/verifier';
import { describe, expect, test } from 'vitest';
import { createClient } from '../api/client.ts';
import type { Schema } from '../api/operations.ts';
import { ApiError } from '../api/problem.ts';
import { createAuditor } from './auditor.ts';
import { fromHex } from './hex.ts';
import { readPin } from './pin.ts';
import { type SampleLog, sampleLog } from './sample-log.ts';

const leaves = (count: number) => Array.from({ length: count }, (_, i) => `{"n":${i}}`);

function storageOf(items = new Map<string, string>()) {
  return {
    items,
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
  };
}

/** A server over whatever log `current` holds at the time of the call. */
function serverOf(current: { log: SampleLog; changes?: Schema<'LedgerKeyChanges'>['changes'] }) {
  const calls: string[] = [];
  const answer = async (path: string, query: Readonly<Record<string, unknown>>): Promise<unknown> => {
    calls.push(path);
    const index = Number(path.split('/').at(-1));
    if (path === '/api/ledger/key/changes') return { changes: current.changes ?? [] };
    if (path.startsWith('/api/ledger/entries/')) return current.log.entry(index);
    if (path.startsWith('/api/ledger/proof/')) return current.log.proof(index);
    return current.log.consistency(Number(query.from), Number(query.to));
  };
  const client = createClient({
    async fetch(input) {
      const { pathname, searchParams } = new URL(String(input), 'http://console');
      try {
        return Response.json(await answer(pathname, Object.fromEntries(searchParams)));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        return Response.json({ detail: error.message, code: error.code }, { status: error.status });
      }
    },
    onSignedOut: () => {},
  });
  return { client, calls };
}

async function setUp(count: number) {
  const current: { log: SampleLog; changes?: Schema<'LedgerKeyChanges'>['changes'] } = {
    log: await sampleLog('origin', leaves(count)),
  };
  const storage = storageOf();
  const server = serverOf(current);
  const auditor = createAuditor({ client: server.client, storage, now: () => 1_800_000_000_000 });
  return { current, storage, auditor, ...server };
}

describe('what the browser remembers of a ledger', () => {
  test('the first key is trusted, with the time and the tree it signed', async () => {
    const { auditor, current } = await setUp(4);
    const result = await auditor.audit(2);
    expect(result.ok).toBe(true);
    expect(auditor.pin()).toMatchObject({
      origin: 'origin',
      verifierKey: current.log.verifierKey,
      since: '2027-01-15T08:00:00.000Z',
      seen: { size: 4 },
    });
    expect(auditor.alarm()).toBeUndefined();
  });

  test('a log that was pruned past the tree seen last is not taken for one that extends it, and can be looked at', async () => {
    const { auditor, current } = await setUp(4);
    await auditor.audit(2);
    current.log.leaves.push('{"n":4}', '{"n":5}');
    const pruned = new ApiError('refused', 'Entries below 5 were pruned.', {
      status: 410,
      code: 'ledger/pruned',
    });
    current.log = { ...current.log, consistency: () => Promise.reject(pruned) };
    const result = await auditor.audit(5);
    expect(result).toMatchObject({ ok: false, history: 'unchecked' });
    expect(result.checks.filter(({ state }) => state !== 'passed')).toMatchObject([
      { id: 'history', state: 'failed', detail: expect.stringContaining('pruned') },
    ]);
    expect([auditor.pin()?.seen?.size, auditor.alarm()]).toEqual([4, undefined]);
  });

  test('a key that signed nothing is not remembered', async () => {
    const { auditor, current } = await setUp(4);
    const other = await sampleLog('other', leaves(1));
    const { log } = current;
    current.log = {
      ...log,
      proof: async (index) => ({ ...(await log.proof(index)), verifierKey: other.verifierKey }),
    };
    expect((await auditor.audit(2)).ok).toBe(false);
    expect(auditor.pin()).toBeUndefined();
  });

  test('a log that grew is compared once and remembered at its new size', async () => {
    const { auditor, current, calls } = await setUp(4);
    await auditor.audit(0);
    current.log.leaves.push('{"more":1}', '{"more":2}');
    expect((await auditor.audit(5)).history).toBe('extended');
    expect((await auditor.audit(1)).history).toBe('same');
    expect(auditor.pin()?.seen?.size).toBe(6);
    expect(calls.filter((path) => path === '/api/ledger/consistency').length).toBe(1);
  });

  test('audits asked for at the same time are made one after the other', async () => {
    const { auditor } = await setUp(4);
    const results = await Promise.all([0, 1, 2, 3].map((index) => auditor.audit(index)));
    expect(results.map((result) => result.history)).toEqual(['first', 'same', 'same', 'same']);
  });

  test('a rewritten log raises an alarm and what was known of the old one stays', async () => {
    const { auditor, current } = await setUp(4);
    await auditor.audit(0);
    const known = auditor.pin();
    // The same key signs another past: entry 1 was changed, the rest followed.
    current.log.leaves[1] = '{"n":"changed"}';
    current.log.leaves.push('{"n":4}');
    expect((await auditor.audit(2)).ok).toBe(false);
    expect(auditor.alarm()?.kind).toBe('forked');
    expect(auditor.pin()).toEqual(known);
  });

  test('a shorter log raises an alarm', async () => {
    const { auditor, current } = await setUp(4);
    await auditor.audit(0);
    current.log.leaves.pop();
    await auditor.audit(0);
    expect(auditor.alarm()?.kind).toBe('shrank');
  });

  test('another key raises an alarm, under whatever name, until a person accepts it', async () => {
    const { auditor, current } = await setUp(4);
    await auditor.audit(0);
    const before = auditor.pin();
    current.log = await sampleLog('another-origin', leaves(9));
    let changes = 0;
    auditor.onChange(() => changes++);
    await auditor.notice(current.log);
    expect(auditor.alarm()).toEqual({
      kind: 'key-changed',
      pinned: before?.verifierKey,
      offered: current.log.verifierKey,
    });
    expect((await auditor.audit(0)).ok).toBe(false);
    expect(auditor.pin()).toEqual(before);
    expect(changes).toBe(1);
    auditor.accept(current.log.verifierKey);
    expect(auditor.alarm()).toBeUndefined();
    const after = await auditor.audit(0);
    expect([after.ok, after.history, auditor.pin()?.origin]).toEqual([true, 'first', 'another-origin']);
  });

  test('one audit that cannot reach the server does not stop the next', async () => {
    const { current, storage } = await setUp(2);
    const { client } = serverOf(current);
    let broken = true;
    const auditor = createAuditor({
      storage,
      now: () => 0,
      client: {
        get: (path, ...asking) => (broken ? Promise.reject(new Error('down')) : client.get(path, ...asking)),
      },
    });
    await expect(auditor.audit(0)).rejects.toThrow('down');
    broken = false;
    expect((await auditor.audit(0)).ok).toBe(true);
  });

  test('a memory that is no memory is none', () => {
    for (const text of ['', '{', '[]', '{"origin":1}', '{"origin":"o","verifierKey":"k"}']) {
      expect(readPin(storageOf(new Map([['ringwall.ledger-pin', text]])))).toBeUndefined();
    }
    const partial = '{"origin":"o","verifierKey":"k","since":"s","seen":{"size":"4"}}';
    expect(readPin(storageOf(new Map([['ringwall.ledger-pin', partial]])))).toEqual({
      origin: 'o',
      verifierKey: 'k',
      since: 's',
    });
  });

  describe('a new key of the same log', () => {
    /** The pinned log names another key as its next one, and the server then signs with that. */
    async function rotated(forge: (leaf: string) => string = (leaf) => leaf) {
      const { auditor, current } = await setUp(4);
      await auditor.audit(1);
      const old = current.log;
      const next = await sampleLog('origin', old.leaves);
      const data = { from: old.verifierKey, to: next.verifierKey };
      old.leaves.push(JSON.stringify({ data, type: 'ledger-key.rotated' }));
      const { index, hashes, checkpoint } = await old.proof(4);
      const proof = formatTlogProof({
        ...{ index, checkpoint },
        hashes: hashes.map((hash) => fromHex(hash) ?? new Uint8Array()),
      });
      old.leaves.push('{"n":5}');
      current.changes = [{ leaf: forge(old.leaves[4] ?? ''), proof }];
      current.log = next;
      return { auditor, next };
    }

    test('takes the place of the pinned one where that one signed for it', async () => {
      const { auditor, next } = await rotated();
      await auditor.notice(next);
      expect(auditor.alarm()).toBeUndefined();
      expect(auditor.pin()).toMatchObject({ verifierKey: next.verifierKey, seen: { size: 4 } });
      expect(await auditor.audit(2)).toMatchObject({ ok: true, history: 'extended' });
    });

    test('is an alarm where the record was changed or is not shown', async () => {
      for (const forge of [(leaf: string) => leaf.replace('"type"', '"Type"'), () => '{}']) {
        const { auditor, next } = await rotated(forge);
        await auditor.notice(next);
        expect(auditor.alarm()).toMatchObject({ kind: 'key-changed', offered: next.verifierKey });
        expect((await auditor.audit(2)).ok).toBe(false);
      }
    });
  });
});
