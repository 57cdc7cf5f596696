import { decodeUtf8 } from '@ringwall/core';
import { utf8 } from '../bytes.ts';

/** What a log asks a witness: to cosign a checkpoint that extends the one of `oldSize` entries. */
export interface AddCheckpoint {
  readonly oldSize: number;
  /** Consistency proof from `oldSize` to the checkpoint's size. */
  readonly hashes: readonly Uint8Array[];
  /** The signed checkpoint. */
  readonly note: string;
}

/** More is never needed: a proof between trees of fewer than 2^63 leaves has no more hashes. */
const maxHashes = 63;
/** A note of 64 KiB, and all that may stand before it. */
export const maxRequestBytes = 65_536 + 64 + maxHashes * 45;

/** The body of `add-checkpoint` (C2SP tlog-witness). */
export function encodeAddCheckpoint({ oldSize, hashes, note }: AddCheckpoint): Uint8Array {
  const lines = [`old ${oldSize}`, ...hashes.map((hash) => Buffer.from(hash).toString('base64'))];
  return utf8(`${lines.join('\n')}\n\n${note}`);
}

/** Reads it back; why it is none, where it is none. */
export function parseAddCheckpoint(body: Uint8Array): AddCheckpoint | string {
  if (body.length > maxRequestBytes) return `the request is over ${maxRequestBytes} bytes`;
  let text: string;
  try {
    text = decodeUtf8(body);
  } catch {
    return 'the request is not UTF-8';
  }
  const split = text.indexOf('\n\n');
  if (split === -1) return 'the request has no empty line before its checkpoint';
  const [old = '', ...proof] = text.slice(0, split).split('\n');
  const [, digits = ''] = /^old (0|[1-9][0-9]{0,15})$/.exec(old) ?? [];
  const oldSize = Number(digits);
  if (digits === '' || !Number.isSafeInteger(oldSize)) return 'the request has no valid old size';
  if (proof.length > maxHashes) return `the proof has over ${maxHashes} hashes`;
  const hashes: Uint8Array[] = [];
  for (const line of proof) {
    const hash = Buffer.from(line, 'base64');
    if (hash.length !== 32 || hash.toString('base64') !== line) return 'a line of the proof is not a hash';
    hashes.push(hash);
  }
  return { oldSize, hashes, note: text.slice(split + 2) };
}
