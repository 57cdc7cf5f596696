import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openCheckpoint } from '@ringwall/verifier';

/** What is signed of the log on the disk. */
export type SignedHead =
  | { readonly kind: 'none' }
  | { readonly kind: 'signed'; readonly origin: string; readonly size: number; readonly keys: number }
  | { readonly kind: 'wrong'; readonly reason: string };

/** Reads the newest checkpoint beside the log, and checks its signature with the public key there. */
export async function signedHead(directory: string): Promise<SignedHead> {
  const read = (name: string) => readFile(join(directory, 'ledger', name), 'utf8').catch(() => undefined);
  const [note, text] = await Promise.all([read('checkpoint'), read('verifier-key')]);
  if (note === undefined && text === undefined) return { kind: 'none' };
  if (note === undefined) return { kind: 'wrong', reason: 'the signed checkpoint is not there' };
  const keys = (text ?? '').split('\n').filter((line) => line !== '');
  const [newest] = keys;
  if (newest === undefined) return { kind: 'wrong', reason: 'the public key is not there' };
  const opened = await openCheckpoint(note, newest);
  if (!opened.ok) return { kind: 'wrong', reason: opened.reason };
  return { kind: 'signed', origin: opened.origin, size: opened.size, keys: keys.length };
}
