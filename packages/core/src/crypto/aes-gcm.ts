import { createCipheriv, createDecipheriv } from 'node:crypto';
import { CoreError } from '../errors.ts';
import { overwriteFreedOutput } from './outside-heap.ts';
import { randomBytes } from './random.ts';

const nonceBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM (NIST SP 800-38D) with a random nonce: returns nonce (12) | ciphertext | tag (16).
 * `aad` binds the ciphertext to its place; the same must be given to `openAesGcm`.
 * A random 96-bit nonce is safe for 2^32 messages under one key; callers rotate keys far below that.
 */
export function sealAesGcm(key: Uint8Array, plaintext: Uint8Array, aad: string): Uint8Array {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(aad, 'utf8'));
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what `sealAesGcm` made. @throws CoreError core/crypto-failed when key, place or bytes are not the same. */
export function openAesGcm(key: Uint8Array, sealed: Uint8Array, aad: string): Uint8Array {
  if (sealed.length < nonceBytes + tagBytes) {
    throw new CoreError('core/crypto-failed', 'The sealed value is too short to be one.');
  }
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(aad, 'utf8'));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  const plaintext = decipher.update(sealed.subarray(nonceBytes, sealed.length - tagBytes));
  overwriteFreedOutput(plaintext.length);
  try {
    decipher.final();
    return plaintext;
  } catch (cause) {
    plaintext.fill(0);
    throw new CoreError(
      'core/crypto-failed',
      'The sealed value does not open: wrong key, wrong place or altered bytes.',
      {
        cause,
      },
    );
  }
}
