import { randomBytes } from './crypto/random.ts';

/** What a resource is, readable in its id: `req_01JD…` is a request, `key_01JD…` an API key. */
export type IdKind =
  | 'req'
  | 'key'
  | 'ses'
  | 'evt'
  | 'sld'
  | 'hld'
  | 'bak'
  | 'usr'
  | 'svc'
  | 'agt'
  | 'gra'
  | 'lim'
  | 'apr'
  | 'tok'
  | 'crt';
export type Id<Kind extends IdKind = IdKind> = `${Kind}_${string}`;
export type RequestId = Id<'req'>;
export type KeyId = Id<'key'>;
export type SessionId = Id<'ses'>;

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** When an id was made, in milliseconds since the epoch; undefined for a text that is none. */
export function idTimeMs(id: string): number | undefined {
  const time = /^[a-z]{3}_([0-7][0-9a-hjkmnp-tv-z]{9})[0-9a-hjkmnp-tv-z]{16}$/.exec(id)?.[1];
  if (time === undefined) return undefined;
  let ms = 0;
  for (const character of time) ms = ms * 32 + alphabet.indexOf(character);
  return ms;
}

/** A ULID (48 bits of time, 80 random bits, Crockford base32 in lower case) behind its kind: ids sort by time. */
export function newId<Kind extends IdKind>(kind: Kind, nowMs: number): Id<Kind> {
  let time = '';
  for (let rest = nowMs, i = 0; i < 10; i++) {
    time = alphabet.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  let random = '';
  // 16 bytes for 16 characters of 5 bits: the low five bits of each are uniform.
  for (const byte of randomBytes(16)) random += alphabet.charAt(byte & 31);
  return `${kind}_${time}${random}`;
}
