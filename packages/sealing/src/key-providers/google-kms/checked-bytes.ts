import { z } from 'zod';
import { decodeBase64, encodeBase64 } from '../remote/base64.ts';
import { crc32c } from './crc32c.ts';

/**
 * Bytes with their CRC32C, as two members of a request (Cloud KMS documentation, "Verifying end-to-end data
 * integrity"): the service refuses what was damaged on the way to it.
 */
export function checked(name: string, bytes: Uint8Array): Record<string, string> {
  return { [name]: encodeBase64(bytes), [`${name}Crc32c`]: String(crc32c(bytes)) };
}

/** A CRC32C in an answer: an int64, which JSON carries as text. */
export const crcShape = z.union([z.string().regex(/^\d{1,10}$/), z.int().min(0)]).transform(Number);

/** Decodes bytes of an answer; undefined where they are not Base64 or were damaged on the way here. */
export function unchecked(text: string, crc: number): Uint8Array | undefined {
  const bytes = decodeBase64(text);
  if (bytes === undefined || crc32c(bytes) === crc) return bytes;
  bytes.fill(0);
  return undefined;
}
