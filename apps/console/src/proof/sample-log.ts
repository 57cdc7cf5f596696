import { ed25519KeyId, leafHash, nodeHash } from '@ringwall/verifier';
import type { Schema } from '../api/operations.ts';
import { toHex } from './hex.ts';

/** A signed log in memory, for tests: the definitions of RFC 6962 section 2.1 written down, with no thought of speed. */
export interface SampleLog {
  readonly verifierKey: string;
  readonly leaves: string[];
  entry(index: number): Schema<'LedgerEntry'>;
  proof(index: number, size?: number): Promise<Schema<'LedgerProof'>>;
  consistency(from: number, to: number): Promise<Schema<'LedgerConsistency'>>;
}

export async function sampleLog(origin: string, leaves: string[]): Promise<SampleLog> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const keyId = await ed25519KeyId(origin, publicKey);
  const verifierKey = `${origin}+${keyId}+${base64([1, ...publicKey])}`;

  async function hashes(from: number, to: number): Promise<Uint8Array[]> {
    return Promise.all(leaves.slice(from, to).map((leaf) => leafHash(new TextEncoder().encode(leaf))));
  }

  async function checkpoint(size: number): Promise<string> {
    const text = `${origin}\n${size}\n${base64(await treeHash(await hashes(0, size)))}\n`;
    const signature = new Uint8Array(
      await crypto.subtle.sign('Ed25519', pair.privateKey, new TextEncoder().encode(text)),
    );
    const id = keyId.match(/../g) ?? [];
    const signed = base64([...id.map((byte) => Number.parseInt(byte, 16)), ...signature]);
    return `${text}\n\u2014 ${origin} ${signed}\n`;
  }

  return {
    verifierKey,
    leaves,
    entry(index) {
      const leaf = leaves[index] ?? '';
      return { index, leaf, event: JSON.parse(leaf) };
    },
    async proof(index, size = leaves.length) {
      const all = await hashes(0, size);
      return {
        index,
        size,
        leafHash: toHex(all[index] ?? new Uint8Array()),
        hashes: (await path(index, all)).map(toHex),
        checkpoint: await checkpoint(size),
        verifierKey,
      };
    },
    async consistency(from, to) {
      const proof = await subProof(from, await hashes(0, to), true);
      return { from, to, hashes: proof.map(toHex), checkpoint: await checkpoint(to) };
    },
  };
}

/** MTH(D[n]) */
async function treeHash(leaves: readonly Uint8Array[]): Promise<Uint8Array> {
  const [only] = leaves;
  if (leaves.length === 1 && only) return only;
  const k = split(leaves.length);
  return nodeHash(await treeHash(leaves.slice(0, k)), await treeHash(leaves.slice(k)));
}

/** PATH(m, D[n]) */
async function path(index: number, leaves: readonly Uint8Array[]): Promise<Uint8Array[]> {
  if (leaves.length <= 1) return [];
  const k = split(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return index < k
    ? [...(await path(index, left)), await treeHash(right)]
    : [...(await path(index - k, right)), await treeHash(left)];
}

/** SUBPROOF(m, D[n], b) */
async function subProof(m: number, leaves: readonly Uint8Array[], whole: boolean): Promise<Uint8Array[]> {
  if (m === leaves.length) return whole ? [] : [await treeHash(leaves)];
  const k = split(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return m <= k
    ? [...(await subProof(m, left, whole)), await treeHash(right)]
    : [...(await subProof(m - k, right, false)), await treeHash(left)];
}

function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

function base64(bytes: readonly number[] | Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
