import { createCipheriv, createDecipheriv } from 'node:crypto';
import { overwriteFreedOutput } from '../outside-heap.ts';

/** The encrypted half of a JWE with `"enc": "A256GCM"` (RFC 7518, section 5.3). */
export interface JweContent {
  /** 12 bytes. */
  readonly iv: Uint8Array;
  readonly ciphertext: Uint8Array;
  /** 16 bytes. */
  readonly tag: Uint8Array;
}

/** Encrypts under a fresh key; `protectedText` is the base64url of the protected header (RFC 7516, section 5.1). */
export function sealContent(
  cek: Uint8Array,
  iv: Uint8Array,
  protectedText: string,
  plaintext: Uint8Array,
): JweContent {
  const cipher = createCipheriv('aes-256-gcm', cek, iv, { authTagLength: 16 });
  cipher.setAAD(Buffer.from(protectedText, 'latin1'));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return { iv, ciphertext, tag: cipher.getAuthTag() };
}

/** The plaintext, or `undefined` where key, protected header or bytes are not the ones that were sealed. */
export function openContent(
  cek: Uint8Array,
  protectedText: string,
  content: JweContent,
): Uint8Array | undefined {
  const decipher = createDecipheriv('aes-256-gcm', cek, content.iv, { authTagLength: 16 });
  decipher.setAAD(Buffer.from(protectedText, 'latin1'));
  decipher.setAuthTag(content.tag);
  const plaintext = decipher.update(content.ciphertext);
  overwriteFreedOutput(plaintext.length);
  try {
    decipher.final();
    return plaintext;
  } catch {
    plaintext.fill(0);
    return undefined;
  }
}
