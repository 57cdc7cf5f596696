import { hmacSha256, randomBytes } from '@ringwall/core';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const characters = 16;

/** How many there are of a set. */
export const recoveryCodeCount = 10;

/** A new code of 80 random bits in Crockford's base32, for paper: `k3p8-0q2z-r7vn-x5td`. */
export function newRecoveryCode(): string {
  const text = [...randomBytes(characters)].map((byte) => alphabet.charAt(byte & 31)).join('');
  return text.replace(/.{4}(?=.)/g, '$&-');
}

/**
 * What is kept of a code: a keyed digest, so that the table alone lets nobody try. Case, spaces and dashes do not count,
 * and what is easily mistaken is one: o for 0, i and l for 1. Undefined for what cannot be a code.
 */
export function recoveryCodeDigest(key: Uint8Array, user: string, code: string): string | undefined {
  if (code.length > 64) return undefined;
  const text = code.toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1');
  if (!/^[0-9a-hjkmnp-tv-z]{16}$/.test(text)) return undefined;
  return Buffer.from(hmacSha256(key, `${user} ${text}`)).toString('hex');
}
