import {
  CoreError,
  fileKey,
  type Identity,
  type KeysDocument,
  openKeys,
  parseKeys,
  sealedPlace,
} from '@ringwall/core';
import { SealingError } from '../errors.ts';
import { readSmall } from './durable-files.ts';

/** No keys document is longer. */
export const maxKeysBytes = 1024 * 1024;

/** The key and the associated data of one payload. */
export interface PayloadKey {
  /** 32 bytes; whoever asked for it overwrites it when done. */
  readonly key: Uint8Array;
  readonly aad: Uint8Array;
}

/** The part of a sealed file that its payload is; a sealed folder has others. */
export const filePath = 'data';

/** @throws SealingError sealing/not-accessible; CoreError core/keys-malformed */
export async function readKeys(keys: string | Uint8Array): Promise<KeysDocument> {
  if (typeof keys !== 'string') return parseKeys(keys);
  const bytes = await readSmall(keys, maxKeysBytes);
  if (bytes === undefined) {
    throw new SealingError('sealing/not-accessible', `${keys}: there is no such file or folder.`);
  }
  return parseKeys(bytes);
}

/** The key of the payload at `path` of what a keys document belongs to. */
export function payloadKey(
  dataKey: Uint8Array,
  { id, version }: { readonly id: string; readonly version: string },
  path: string,
): PayloadKey {
  const aad = sealedPlace({ id, version, path });
  return { key: fileKey(dataKey, aad), aad };
}

/** Opens a keys document and derives the key of one payload; the data key itself is overwritten. */
export async function openPayloadKey(
  document: KeysDocument,
  identities: readonly Identity[],
  path: string,
): Promise<PayloadKey> {
  const dataKey = await openKeys(document, identities);
  try {
    return payloadKey(dataKey, document, path);
  } finally {
    dataKey.fill(0);
  }
}

/** Whether an error says that a payload belongs to other keys. */
export function isKeyMismatch(error: unknown): boolean {
  return error instanceof CoreError && error.code === 'core/sealed-key-mismatch';
}
