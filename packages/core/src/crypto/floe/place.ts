import { canonicalJson } from '../../canonical-json.ts';
import { expandSha384 } from '../digest.ts';
import { sealKeyBytes } from './parameters.ts';

const fileKeyPurpose = Buffer.from('ringwall/file-key/1');

/** What a payload is: bound to it as AAD, so that it opens in no other place. */
export interface SealedPlace {
  /** What was sealed, over all its versions. */
  readonly id: string;
  readonly version: string;
  /** The part within it: `data` for a single file. */
  readonly path: string;
}

/** The AAD of every payload Ringwall seals: canonical JSON (RFC 8785) of a tag, id, version and path, in UTF-8. */
export function sealedPlace({ id, version, path }: SealedPlace): Uint8Array {
  return Buffer.from(canonicalJson(['ringwall/sealed/1', id, version, path]));
}

/**
 * The key of one payload among those that share a data key: HKDF-Expand-SHA-384 over its place, 32 bytes. The
 * caller overwrites it when done.
 */
export function fileKey(dataKey: Uint8Array, place: Uint8Array): Uint8Array {
  return expandSha384(dataKey, Buffer.concat([fileKeyPurpose, place]), sealKeyBytes);
}
