import { decodeBase64 } from './bytes.ts';
import { keyIdOf, signatureTypes } from './key-id.ts';
import { isKeyName, type Note, type Refusal, refusal } from './note.ts';
import { ownBytes, type Sha256 } from './sha256.ts';

export interface VerifierKey {
  readonly ok: true;
  /** The origin of the log that signs with this key. */
  readonly name: string;
  /** Eight lower-case hexadecimal digits. */
  readonly keyId: string;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** Checks an Ed25519 signature (RFC 8032); the default is WebCrypto's. */
export type VerifySignature = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean | Promise<boolean>;

/** The three parts of any verifier key, before anyone asks what kind it is. */
export interface KeyParts {
  readonly ok: true;
  readonly name: string;
  readonly keyId: string;
  readonly type: number;
  readonly publicKey: Uint8Array;
}

/** The longest spelling read: an ML-DSA-44 key takes 1,752 characters, names may take a few hundred. */
const maxKeyCharacters = 4096;

/** Takes `<name>+<key id>+<base64(type || public key)>` apart (C2SP signed-note, verifier keys). */
export function parseKeyParts(text: string): KeyParts | Refusal {
  const idAt = text.indexOf('+') + 1;
  const keyAt = text.indexOf('+', idAt) + 1;
  if (text.length > maxKeyCharacters || idAt === 0 || keyAt === 0)
    return refusal('the verifier key is not one');
  const name = text.slice(0, idAt - 1);
  const keyId = text.slice(idAt, keyAt - 1);
  const key = decodeBase64(text.slice(keyAt));
  if (!name.isWellFormed() || !isKeyName(name)) return refusal('the verifier key has no valid name');
  if (!/^[0-9a-f]{8}$/.test(keyId)) return refusal('the verifier key has no valid key id');
  const [type] = key ?? [];
  if (key === undefined || type === undefined) return refusal('the verifier key holds no key');
  return { ok: true, name, keyId, type, publicKey: key.subarray(1) };
}

/** Reads a verifier key `<name>+<key id>+<base64(0x01 || public key)>`. Whether the id fits the key is checked with it. */
export function parseVerifierKey(text: string): VerifierKey | Refusal {
  const parts = parseKeyParts(text);
  if (!parts.ok) return parts;
  const { name, keyId, type, publicKey } = parts;
  if (type !== signatureTypes.ed25519 || publicKey.length !== 32)
    return refusal('the verifier key is not an Ed25519 key');
  return { ok: true, name, keyId, publicKey };
}

/** The key id C2SP derives from a name and an Ed25519 public key: eight lower-case hexadecimal digits. */
export function ed25519KeyId(name: string, publicKey: Uint8Array, sha256?: Sha256): Promise<string> {
  return keyIdOf({ name, type: signatureTypes.ed25519, publicKey }, sha256);
}

/**
 * Whether the key signed the note: signatures of other keys are ignored, a wrong one of this key refuses the
 * whole note, and so does none at all.
 */
export async function checkSignatures(
  note: Note,
  key: VerifierKey,
  options: { readonly sha256?: Sha256; readonly verifySignature?: VerifySignature } = {},
): Promise<{ readonly ok: true } | Refusal> {
  const found = await findSignature(note, key, options);
  if (!found.ok) return found;
  return found.signed ? { ok: true } : refusal(`the note is not signed by ${key.name}`);
}

/** The same, where a note that this key did not sign may still be signed by another. */
export async function findSignature(
  note: Note,
  key: VerifierKey,
  options: { readonly sha256?: Sha256; readonly verifySignature?: VerifySignature } = {},
): Promise<{ readonly ok: true; readonly signed: boolean } | Refusal> {
  const keyId = await ed25519KeyId(key.name, key.publicKey, options.sha256);
  if (keyId !== key.keyId) return refusal('the verifier key does not match its own key id');
  const verify = options.verifySignature ?? verifyByWebCrypto;
  const message = new TextEncoder().encode(note.text);
  let signed = false;
  for (const { name, keyId, signature } of note.signatures) {
    if (name !== key.name || keyId !== key.keyId) continue;
    let valid: boolean;
    try {
      valid = signature.length === 64 && (await verify(key.publicKey, message, signature));
    } catch {
      return refusal(
        'this platform cannot check the signature: its WebCrypto lacks Ed25519, or the key is none',
      );
    }
    if (!valid) return refusal(`the signature of ${key.name} is wrong`);
    signed = true;
  }
  return { ok: true, signed };
}

/** Ed25519 by the platform's WebCrypto. @throws where it has none, or the key is no point of the curve */
export async function verifyByWebCrypto(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const key = await crypto.subtle.importKey('raw', ownBytes(publicKey), { name: 'Ed25519' }, false, [
    'verify',
  ]);
  return crypto.subtle.verify('Ed25519', key, ownBytes(signature), ownBytes(message));
}
