import { ed25519Signer } from '@ringwall/core';
import { ed25519KeyId } from '@ringwall/verifier';
import { encodeAddCheckpoint } from '../witness/add-checkpoint-request.ts';
import { plainTree } from './plain-tree.ts';

/** A key of a log, for signing whatever a test wants signed. */
export async function testLogKey(origin: string, seed: number) {
  const signer = ed25519Signer(new Uint8Array(32).fill(seed));
  const keyId = await ed25519KeyId(origin, signer.publicKey);
  const base64 = (...parts: Uint8Array[]) => Buffer.concat(parts).toString('base64');
  return {
    verifierKey: `${origin}+${keyId}+${base64(Uint8Array.of(1), signer.publicKey)}`,
    line: (text: string) =>
      `\u2014 ${origin} ${base64(Buffer.from(keyId, 'hex'), signer.sign(Buffer.from(text)))}\n`,
  };
}

/** A log in memory that signs whatever tree it is told to; leaves from `rewrittenFrom` on are others. */
export async function testLog(
  options: {
    readonly origin?: string;
    readonly seed?: number;
    readonly size?: number;
    readonly rewrittenFrom?: number;
  } = {},
) {
  const { origin = 'example.com/log', seed = 1, size = 20, rewrittenFrom = size } = options;
  const key = await testLogKey(origin, seed);
  const tree = plainTree(Array.from({ length: size }, (_, i) => `${i >= rewrittenFrom ? 'other ' : ''}${i}`));
  const text = (at: number) => `${origin}\n${at}\n${Buffer.from(tree.root(at)).toString('base64')}\n`;
  const checkpoint = (at: number) => `${text(at)}\n${key.line(text(at))}`;
  return {
    ...{ origin, verifierKey: key.verifierKey, tree, text, checkpoint, key },
    /** The body of an `add-checkpoint`. */
    request: (oldSize: number, at: number) =>
      encodeAddCheckpoint({
        oldSize,
        hashes: oldSize <= at ? tree.consistency(oldSize, at) : [],
        note: checkpoint(at),
      }),
  };
}
