import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hex } from './bytes.ts';
import { leafHash, nodeHash } from './hashes.ts';

const sha256 = (data: Uint8Array): Uint8Array => new Uint8Array(hash('sha256', data, 'buffer'));

test('hashes a leaf and a node with their own prefixes, alike with WebCrypto and with a given function', async () => {
  const empty = await leafHash(new Uint8Array(0));
  // RFC 6962 reference implementations publish this as the hash of the empty leaf.
  expect(hex(empty)).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  expect(await leafHash(new Uint8Array(0), sha256)).toEqual(empty);
  const node = await nodeHash(empty, await leafHash(Uint8Array.of(0)));
  expect(hex(node)).toBe('fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125');
  expect(await nodeHash(empty, await leafHash(Uint8Array.of(0)), sha256)).toEqual(node);
});

test('hashes a view on shared or larger memory by its own bytes only', async () => {
  const shared = new Uint8Array(new SharedArrayBuffer(4), 1, 2);
  expect(await leafHash(shared)).toEqual(await leafHash(new Uint8Array(2)));
});
