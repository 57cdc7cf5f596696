import { movedOutsideHeap, randomBytes } from '@ringwall/core';
import { utf8 } from '../bytes.ts';
import { decodeBase64, encodeBase64 } from './base64-bytes.ts';

/** One version of the key-encryption key. */
export interface EncryptionKey {
  /** From 1. */
  readonly version: number;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

const keyBytes = 32;
const encodedBytes = 44;
const newline = 0x0a;

/** A fresh key under the given version. */
export function newEncryptionKey(version: number): EncryptionKey {
  return { version, key: movedOutsideHeap(randomBytes(keyBytes)) };
}

/** One line a version, oldest first: `<version> <base64>`. */
export function encodeEncryptionKeys(keys: readonly EncryptionKey[]): Uint8Array {
  const lines = keys.map(({ version, key }) => ({ start: utf8(`${version} `), encoded: encodeBase64(key) }));
  const lengths = lines.map(({ start }) => start.length + encodedBytes + 1);
  const content = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const [i, { start, encoded }] of lines.entries()) {
    content.set(start, at);
    content.set(encoded, at + start.length);
    encoded.fill(0);
    at += lengths[i] ?? 0;
    content[at - 1] = newline;
  }
  return content;
}

/**
 * What `encodeEncryptionKeys` wrote, or undefined for anything else. A line without a version, as before there
 * were any, is version 1.
 */
export function parseEncryptionKeys(content: Uint8Array): readonly EncryptionKey[] | undefined {
  const keys: EncryptionKey[] = [];
  let at = 0;
  while (at < content.length) {
    const end = content.indexOf(newline, at);
    const line = content.subarray(at, end === -1 ? content.length : end);
    const parsed = parseLine(line);
    if (parsed === undefined || parsed.version <= (keys.at(-1)?.version ?? 0)) return undefined;
    keys.push(parsed);
    at += line.length + 1;
  }
  return keys.length === 0 ? undefined : keys;
}

function parseLine(line: Uint8Array): EncryptionKey | undefined {
  const split = Math.max(0, line.length - encodedBytes);
  const version = split === 0 ? '1 ' : Buffer.from(line.subarray(0, split)).toString('latin1');
  const key = decodeBase64(line.subarray(split));
  if (key?.length !== keyBytes || !/^[1-9][0-9]{0,8} $/.test(version)) return undefined;
  return { version: Number(version), key };
}
