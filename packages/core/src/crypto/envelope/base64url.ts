import { outsideHeap } from '../outside-heap.ts';

/** Base64url without padding (RFC 4648, section 5; RFC 7515, section 2). */
export function encodeBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url');
}

/**
 * Decodes the one spelling `encodeBase64url` gives: no padding, no white space, no other alphabet, no stray bits
 * at the end, so that one value has one text. `undefined` for anything else.
 */
export function decodeBase64url(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}

const alphabet = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', 'latin1');

/** As `encodeBase64url`, for secrets: ASCII bytes that can be overwritten, where a string cannot. */
export function encodeBase64urlBytes(bytes: Uint8Array): Uint8Array {
  const text = outsideHeap(Math.ceil((bytes.length * 4) / 3));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text[at++] = alphabet[(held >> bits) & 63] ?? 0;
    }
  }
  if (bits > 0) text[at] = alphabet[(held << (6 - bits)) & 63] ?? 0;
  return text;
}
