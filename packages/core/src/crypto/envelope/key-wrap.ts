import { createCipheriv, createDecipheriv } from 'node:crypto';
import { wipe } from './wipe.ts';

// RFC 3394, section 2.2.3.1: the initial value by which unwrapping notices a wrong key or altered bytes.
const initialValue = Buffer.alloc(8, 0xa6);

/** AES-256 key wrap (RFC 3394; "A256KW" in RFC 7518, section 4.4): 8 bytes longer than `key`. */
export function wrapAesKey(kek: Uint8Array, key: Uint8Array): Uint8Array {
  const cipher = createCipheriv('id-aes256-wrap', kek, initialValue);
  return Buffer.concat([cipher.update(key), cipher.final()]);
}

/** The key again, or `undefined` where the wrapping key is another one or the bytes are not what was wrapped. */
export function unwrapAesKey(kek: Uint8Array, wrapped: Uint8Array): Uint8Array | undefined {
  // Two blocks of 8 bytes and the initial value at least; OpenSSL unwraps nothing to nothing without complaint.
  if (wrapped.length < 24 || wrapped.length % 8 !== 0) return undefined;
  const decipher = createDecipheriv('id-aes256-wrap', kek, initialValue);
  let key: Uint8Array | undefined;
  try {
    key = decipher.update(wrapped);
    return Buffer.concat([key, decipher.final()]);
  } catch {
    return undefined;
  } finally {
    wipe(key);
  }
}
