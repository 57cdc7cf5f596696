import { canonicalJson, deriveKey, equalConstantTime, type KeyContext } from '@ringwall/core';
import { SealingError } from '../../errors.ts';

/** What a data key is bound to besides the bytes that the service wraps. */
export interface KeyPlace {
  readonly kind: string;
  readonly keyId: string;
  readonly keyVersion: string;
  readonly context: KeyContext;
}

const tagBytes = 32;

/**
 * Binds a data key to key, version and context where the service binds nothing (RSA) or not all of it. The service
 * wraps 32 random bytes, the secret; from it HKDF-SHA-256 (RFC 5869) derives two values under separate labels, both
 * over the place: the data key, and a tag that is stored in front of what the service returned. HKDF's outputs are
 * independent, so the tag tells nothing about the data key; who does not know the secret can make no tag for another
 * place, and a secret that was swapped for another has another tag. Overwrites the secret.
 */
export function bindKey(
  secret: Uint8Array,
  wrapped: Uint8Array,
  place: KeyPlace,
): { plaintext: Uint8Array; ciphertext: Uint8Array } {
  const { plaintext, tag } = derive(secret, place);
  const ciphertext = new Uint8Array(tagBytes + wrapped.length);
  ciphertext.set(tag);
  ciphertext.set(wrapped, tagBytes);
  return { plaintext, ciphertext };
}

/** What the service is to unwrap. @throws SealingError sealing/unwrap-failed where that cannot be all of it */
export function wrappedPart(ciphertext: Uint8Array): Uint8Array {
  if (ciphertext.length > tagBytes) return ciphertext.subarray(tagBytes);
  throw new SealingError('sealing/unwrap-failed', 'The wrapped key is too short to be one.');
}

/**
 * The data key again, from the secret that the service unwrapped. Overwrites the secret.
 * @throws SealingError sealing/unwrap-failed where it was bound to another place
 */
export function unbindKey(secret: Uint8Array, ciphertext: Uint8Array, place: KeyPlace): Uint8Array {
  const { plaintext, tag } = derive(secret, place);
  if (equalConstantTime(tag, ciphertext.subarray(0, tagBytes))) return plaintext;
  plaintext.fill(0);
  throw new SealingError(
    'sealing/unwrap-failed',
    'The wrapped key belongs to another context, key or version, or was altered.',
  );
}

function derive(secret: Uint8Array, place: KeyPlace): { plaintext: Uint8Array; tag: Uint8Array } {
  const { kind, keyId, keyVersion, context } = place;
  const info = (label: string) =>
    canonicalJson(['ringwall/bound-key/1', label, kind, keyId, keyVersion, context]);
  const plaintext = deriveKey(secret, info('data-key'));
  const tag = deriveKey(secret, info('tag'));
  secret.fill(0);
  return { plaintext, tag };
}
