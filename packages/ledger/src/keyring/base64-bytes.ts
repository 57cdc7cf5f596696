import { outsideHeap } from '@ringwall/core';

/** The alphabet of RFC 4648, section 4. */
const alphabet = new TextEncoder().encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const padding = 0x3d;

/**
 * Base64 (RFC 4648, section 4) from bytes to bytes. Node's own goes through a string, and a string that held a
 * key cannot be overwritten: it stays in memory until something else happens to lie there.
 */
export function encodeBase64(bytes: Uint8Array): Uint8Array {
  const text = outsideHeap(4 * Math.ceil(bytes.length / 3)).fill(padding);
  for (let at = 0, out = 0; at < bytes.length; at += 3, out += 4) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const digits = Math.min(3, bytes.length - at) + 1;
    for (let i = 0; i < digits; i++) text[out + i] = alphabet[(group >> (18 - 6 * i)) & 63] ?? 0;
  }
  return text;
}

/** The bytes that `encodeBase64` spells so, or undefined where it spells none so. */
export function decodeBase64(text: Uint8Array): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  let digits = text.length;
  while (digits > text.length - 2 && text[digits - 1] === padding) digits--;
  const bytes = outsideHeap(Math.floor((digits * 3) / 4));
  let held = 0;
  let out = 0;
  for (let at = 0; at < digits; at++) {
    const value = alphabet.indexOf(text[at] ?? 0);
    if (value === -1) return undefined;
    held = (held << 6) | value;
    const bits = 6 * (at + 1) - 8 * out;
    if (bits >= 8) bytes[out++] = (held >> (bits - 8)) & 0xff;
    held &= 0x3f;
  }
  // Bits that no byte took must be zero: two spellings of one key would be one too many.
  const unused = 6 * digits - 8 * out;
  return (held & ((1 << unused) - 1)) === 0 ? bytes : undefined;
}
