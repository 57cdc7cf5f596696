import { gunzipSync } from 'node:zlib';
import type { RawReply } from '@ringwall/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Ledger, openLedger } from '../ledger.ts';
import type { MerkleTree } from '../merkle-tree.ts';
import { appendBatches, keyringFor, makeTemporaryDirectory, TestClock } from '../testing/fixtures.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import { leavesOf, treeOf } from '../testing/tiled-log.ts';
import { decodeBundle } from './entry-bundle.ts';
import { logResource } from './log-resource.ts';

let ledger: Ledger;
let leaves: Uint8Array[];
let tree: MerkleTree;
beforeAll(async () => {
  const { path, remove } = await makeTemporaryDirectory();
  const keys = await keyringFor(path);
  const files = new MemoryFiles();
  ledger = await openLedger({ directory: 'ledger', keys, clock: new TestClock(), files });
  await appendBatches(ledger, [256, 200, 144]);
  await ledger.checkpoint();
  leaves = await leavesOf(ledger);
  tree = treeOf(leaves);
  return async () => {
    await ledger.close();
    await remove();
  };
});

const get = (path: string, acceptEncoding = '') =>
  logResource(ledger, path, { acceptEncoding, cache: 'public' });
const bytesOf = (reply: RawReply | undefined) => Buffer.from(reply?.content ?? '');

describe('the resources of a log', () => {
  test('are its newest checkpoint, not to be kept for more than a second', async () => {
    expect(await get('checkpoint')).toEqual({
      kind: 'raw',
      contentType: 'text/plain; charset=utf-8',
      content: ledger.latestCheckpoint().note,
      headers: { 'cache-control': 'public, max-age=1' },
    });
  });

  test.each([
    ['tile/0/000', 0, 0, 256],
    ['tile/0/001', 0, 256, 256],
    ['tile/0/002.p/88', 0, 512, 88],
    ['tile/0/002.p/1', 0, 512, 1],
    ['tile/1/000.p/2', 8, 0, 2],
  ])('are tiles of every level, to be kept for always: %s', async (path, height, first, width) => {
    const reply = await get(path, 'gzip');
    const hashes = Array.from(
      { length: width },
      (_, i) => tree.subtree(height, first + i) ?? Buffer.alloc(0),
    );
    expect(bytesOf(reply)).toEqual(Buffer.concat(hashes));
    expect(reply).toMatchObject({
      contentType: 'application/octet-stream',
      headers: { 'cache-control': 'public, max-age=31536000, immutable' },
    });
    expect(reply?.headers).not.toHaveProperty('content-encoding');
  });

  test('are bundles of entries, compressed for whoever takes it', async () => {
    const plain = await get('tile/entries/002.p/88');
    expect(decodeBundle(bytesOf(plain))?.map((leaf) => Buffer.from(leaf))).toEqual(leaves.slice(512, 600));
    expect(plain?.headers).toEqual({
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    const zipped = await get('tile/entries/000', 'br;q=1.0, GZIP;q=0.5');
    expect(zipped?.headers).toMatchObject({ 'content-encoding': 'gzip' });
    expect(gunzipSync(bytesOf(zipped))).toEqual(bytesOf(await get('tile/entries/000', 'gzip;q=0, identity')));
  });

  test.each([
    ...['', 'checkpoint/', 'tile/0/003', 'tile/0/002', 'tile/0/002.p/89', 'tile/1/000', 'tile/1/000.p/3'],
    ...['tile/2/000.p/1', 'tile/63/000.p/1', 'tile/entries/002', 'tile/entries/003.p/1', 'tile/0/../1/000'],
    'tile/0/x999/x999/x999/999',
  ])('are nothing else: %s', async (path) => {
    expect(await get(path)).toBeUndefined();
  });

  test('end with what is signed', async () => {
    await appendBatches(ledger, [1]);
    expect(await get('tile/0/002.p/89')).toBeUndefined();
    await ledger.checkpoint();
    expect(await get('tile/0/002.p/89')).toBeDefined();
  });
});
