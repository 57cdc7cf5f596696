import { type KeyId, randomBytes, Secret, sha256Hex } from '@ringwall/core';

/** Nothing longer is ever hashed, so that a wrong credential costs no more than a right one. */
const maxCredentialLength = 256;

/** A credential at its birth: the text for its owner, the hash for us. */
export interface NewCredential {
  readonly secret: Secret;
  readonly hash: string;
}

/** What can be shown of the key `id`: the first 15 characters of its text. */
export function keyPrefix(id: KeyId): string {
  // The last characters of an id are random: 60 bits are enough to tell keys apart.
  return `rw_${id.slice(-12)}`;
}

/** The text of an API key: `rw_<12 characters of its id>_<32 random bytes, base64url>`, of which `prefix` is the first part. */
export function newKeyCredential(prefix: string): NewCredential {
  return credential(`${prefix}_${randomText()}`);
}

/** A new login token or session cookie: 32 random bytes, base64url. */
export function newToken(): NewCredential {
  return credential(randomText());
}

/**
 * What is kept of a credential and looked up by: SHA-256 of its whole text, hexadecimal. 256 random bits need
 * no slow hash. Undefined for a text that is too long to be one of ours.
 */
export function credentialHash(text: string): string | undefined {
  return text.length > maxCredentialLength ? undefined : sha256Hex(text);
}

function credential(text: string): NewCredential {
  return { secret: new Secret(text), hash: sha256Hex(text) };
}

function randomText(): string {
  return Buffer.from(randomBytes(32)).toString('base64url');
}
