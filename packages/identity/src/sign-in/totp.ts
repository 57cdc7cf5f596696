import { equalConstantTime, hmacSha1 } from '@ringwall/core';

/** What every authenticator app understands (RFC 6238 with SHA-1). */
const stepMs = 30_000;
const digits = 6;
/** Steps before and after the present one whose codes are taken too: clocks of telephones are not exact. */
const window = 1;
export const totpSecretBytes = 20;

/** The code of one step of 30 s (RFC 4226, section 5.3), six digits. */
export function totpCode(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = Buffer.from(hmacSha1(secret, counter));
  const offset = (mac[mac.length - 1] ?? 0) & 0x0f;
  const number = (mac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** digits;
  return String(number).padStart(digits, '0');
}

/** The step whose code this is, near `nowMs`; undefined where it is none. Compares with all of them, always. */
export function totpStep(secret: Uint8Array, code: string, nowMs: number): number | undefined {
  const present = Math.floor(nowMs / stepMs);
  const given = Buffer.from(code.replaceAll(' ', ''), 'utf8');
  let found: number | undefined;
  for (let step = present - window; step <= present + window; step++) {
    if (equalConstantTime(Buffer.from(totpCode(secret, step), 'utf8'), given)) found = step;
  }
  return found;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base32 (RFC 4648) without padding, as authenticator apps take a secret that is typed. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet.charAt((value >> bits) & 31);
    }
  }
  return bits === 0 ? text : text + alphabet.charAt((value << (5 - bits)) & 31);
}

/** What the QR code shows: the key URI that authenticator apps read. */
export function totpUri(secret: Uint8Array, name: string): string {
  const label = encodeURIComponent(`Ringwall:${name}`);
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=Ringwall&algorithm=SHA1&digits=${digits}&period=${stepMs / 1000}`;
}
