import type { RouteRequest } from '@ringwall/core';
import { createOutbox, openStore, type Store } from '@ringwall/store';
import { leafHash, openCheckpoint, verifyConsistency, verifyInclusion } from '@ringwall/verifier';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createBodies } from './bodies/bodies.ts';
import { createKeyRotation, type KeyRotation } from './keyring/key-rotation.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { ledgerModule } from './module.ts';
import { createProjection, type Projection } from './projection/projection.ts';
import { appendBatches, keyringFor, makeTemporaryDirectory, TestClock } from './testing/fixtures.ts';
import { MemoryFiles } from './testing/memory-files.ts';

let temporary: Awaited<ReturnType<typeof makeTemporaryDirectory>>;
let store: Store;
let ledger: Ledger;
let projection: Projection;
let keyRotation: KeyRotation;

beforeAll(async () => {
  temporary = await makeTemporaryDirectory();
  store = await openStore({ directory: temporary.path, migrations: ledgerModule.migrations ?? [] });
  const keys = await keyringFor(temporary.path);
  const clock = new TestClock();
  ledger = await openLedger({ directory: 'ledger', keys, clock, files: new MemoryFiles() });
  projection = await createProjection({ ledger, store, projectors: [] });
  const isRecorded = (uid: string) => projection.isRecorded(uid);
  const outbox = createOutbox({ store, append: (event) => ledger.append(event), isRecorded });
  const bodies = await createBodies({ store, keyring: keys, clock });
  keyRotation = createKeyRotation({ keyring: keys, bodies, outbox, clock, isRecorded });
  await appendBatches(ledger, [3]);
  await ledger.checkpoint();
  await appendBatches(ledger, [4]);
});
afterAll(async () => {
  await projection.close();
  await ledger.close();
  await store.close();
  await temporary.remove();
});

/** Calls a route as the server does: the query parsed by its schema first. */
async function get(
  path: string,
  given: { params?: Record<string, string>; query?: Record<string, string> } = {},
) {
  const route = ledgerModule.routes?.({ ledger, projection, keyRotation }).find((each) => each.path === path);
  if (route === undefined) throw new Error(`no route ${path}`);
  const query = given.query ?? {};
  if (route.query?.safeParse(query).success === false) return 'refused';
  const request: RouteRequest = {
    principal: { kind: 'shell', id: 'local', who: { type: 'shell', id: 'local' } },
    params: given.params ?? {},
    query,
    body: undefined,
    headers: {},
    projects: 'all',
    address: '',
    signal: new AbortController().signal,
  };
  return route.handle(request);
}

const page = z.object({ items: z.array(z.object({ index: z.number() })), next: z.string().optional() });
const indexes = (reply: unknown) => page.parse(reply).items.map((entry) => entry.index);

describe('the admin API of the ledger', () => {
  test('lists entries newest first, page by page to the end', async () => {
    const first = await get('/api/ledger/entries', { query: { limit: '3' } });
    expect(first).toMatchObject({
      head: { origin: ledger.origin, size: 7, checkpointSize: 3, verifierKey: ledger.verifierKey },
      next: '4',
      searchedTo: 4,
    });
    expect(indexes(first)).toEqual([6, 5, 4]);
    const second = await get('/api/ledger/entries', { query: { limit: '3', cursor: '4' } });
    expect([indexes(second), page.parse(second).next]).toEqual([[3, 2, 1], '1']);
    const last = await get('/api/ledger/entries', { query: { limit: '3', cursor: '1' } });
    expect([indexes(last), page.parse(last).next]).toEqual([[0], undefined]);
    expect(indexes(await get('/api/ledger/entries', { query: { cursor: '999' } }))).toHaveLength(7);
  });

  test('lists entries of one type', async () => {
    const reply = await get('/api/ledger/entries', {
      query: { type: 'server.stopped', limit: '2', cursor: '5' },
    });
    expect([indexes(reply), page.parse(reply).next]).toEqual([[4, 3], '3']);
    expect(indexes(await get('/api/ledger/entries', { query: { type: 'key.created' } }))).toEqual([]);
  });

  test('gives an entry whose leaf proves to the independent verifier', async () => {
    const entry = z
      .object({ leaf: z.string() })
      .parse(await get('/api/ledger/entries/:index', { params: { index: '5' } }));
    const proof = z
      .object({
        index: z.number(),
        size: z.number(),
        leafHash: z.string(),
        hashes: z.array(z.string()),
        checkpoint: z.string(),
        verifierKey: z.string(),
      })
      .parse(await get('/api/ledger/proof/:index', { params: { index: '5' } }));
    const checkpoint = await openCheckpoint(proof.checkpoint, proof.verifierKey);
    if (!checkpoint.ok) throw new Error(checkpoint.reason);
    const hash = await leafHash(new TextEncoder().encode(entry.leaf));
    expect(Buffer.from(hash).toString('hex')).toBe(proof.leafHash);
    const hashes = proof.hashes.map((each) => new Uint8Array(Buffer.from(each, 'hex')));
    expect(checkpoint.size).toBe(proof.size);
    expect(
      await verifyInclusion({ index: 5, size: proof.size, leafHash: hash, hashes, root: checkpoint.root }),
    ).toBe(true);
  });

  test('proves growth between signed checkpoints', async () => {
    const { origin } = ledger;
    const old = await ledger.checkpointAt(3);
    const reply = z
      .object({ from: z.number(), to: z.number(), hashes: z.array(z.string()), checkpoint: z.string() })
      .parse(await get('/api/ledger/consistency', { query: { from: '3' } }));
    expect(reply).toMatchObject({ from: 3, to: 7 });
    const checkpoint = await openCheckpoint(reply.checkpoint, ledger.verifierKey);
    if (!checkpoint.ok) throw new Error(checkpoint.reason);
    expect(checkpoint.origin).toBe(origin);
    const proof = {
      oldSize: 3,
      newSize: 7,
      oldRoot: old.root,
      newRoot: checkpoint.root,
      hashes: reply.hashes.map((each) => new Uint8Array(Buffer.from(each, 'hex'))),
    };
    expect(await verifyConsistency(proof)).toBe(true);
    expect(await get('/api/ledger/consistency', { query: { from: '1', to: '3' } })).toMatchObject({ to: 3 });
    await expect(get('/api/ledger/consistency', { query: { from: '1', to: '4' } })).rejects.toMatchObject({
      status: 404,
    });
    await expect(get('/api/ledger/consistency', { query: { from: '8' } })).rejects.toMatchObject({
      status: 404,
    });
  });

  test('gives the checkpoint as the note it is', async () => {
    expect(await get('/api/ledger/checkpoint')).toEqual({
      kind: 'raw',
      contentType: 'text/plain; charset=utf-8',
      content: ledger.latestCheckpoint().note,
    });
  });

  test('refuses indexes and limits that are none', async () => {
    for (const index of ['7', '-1', '1e3', '0x1', '', '9'.repeat(15)]) {
      await expect(get('/api/ledger/entries/:index', { params: { index } })).rejects.toMatchObject({
        status: 404,
      });
      await expect(get('/api/ledger/proof/:index', { params: { index } })).rejects.toMatchObject({
        status: 404,
      });
    }
    for (const query of [
      { limit: '0' },
      { limit: '501' },
      { cursor: '-1' },
      { cursor: 'x' },
      { other: '1' },
    ]) {
      expect(await get('/api/ledger/entries', { query: { ...query } })).toBe('refused');
    }
    expect(await get('/api/ledger/consistency')).toBe('refused');
  });
});
