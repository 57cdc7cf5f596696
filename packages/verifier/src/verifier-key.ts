import { decodeBase64, hex } from './bytes.ts';
import { isKeyName, type Note, type Refusal, refusal } from './note.ts';
import { ownBytes, type Sha256, webCryptoSha256 } from './sha256.ts';

/** Signature type of Ed25519 in C2SP signed-note. */
const ed25519Type = 1;

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

/** Reads a verifier key `<name>+<key id>+<base64(0x01 || public key)>`. Whether the id fits the key is checked with it. */
export function parseVerifierKey(text: string): VerifierKey | Refusal {
  const idAt = text.indexOf('+') + 1;
  const keyAt = text.indexOf('+', idAt) + 1;
  if (text.length > 1024 || idAt === 0 || keyAt === 0) return refusal('the verifier key is not one');
  const name = text.slice(0, idAt - 1);
  const keyId = text.slice(idAt, keyAt - 1);
  const key = decodeBase64(text.slice(keyAt));
  if (!name.isWellFormed() || !isKeyName(name)) return refusal('the verifier key has no valid name');
  if (!/^[0-9a-f]{8}$/.test(keyId)) return refusal('the verifier key has no valid key id');
  if (key?.length !== 33 || key[0] !== ed25519Type) return refusal('the verifier key is not an Ed25519 key');
  return { ok: true, name, keyId, publicKey: key.subarray(1) };
}

/** The key id C2SP derives from a name and an Ed25519 public key: eight lower-case hexadecimal digits. */
export async function ed25519KeyId(
  name: string,
  publicKey: Uint8Array,
  sha256: Sha256 = webCryptoSha256,
): Promise<string> {
  const nameBytes = new TextEncoder().encode(`${name}\n`);
  const bytes = new Uint8Array(nameBytes.length + 1 + publicKey.length);
  bytes.set(nameBytes);
  bytes[nameBytes.length] = ed25519Type;
  bytes.set(publicKey, nameBytes.length + 1);
  return hex((await sha256(bytes)).subarray(0, 4));
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
  const keyId = await ed25519KeyId(key.name, key.publicKey, options.sha256);
  if (keyId !== key.keyId) return refusal('the verifier key does not match its own key id');
  const verify = options.verifySignature ?? webCryptoVerify;
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
  return signed ? { ok: true } : refusal(`the note is not signed by ${key.name}`);
}

async function webCryptoVerify(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const key = await crypto.subtle.importKey('raw', ownBytes(publicKey), { name: 'Ed25519' }, false, [
    'verify',
  ]);
  return crypto.subtle.verify('Ed25519', key, ownBytes(signature), ownBytes(message));
}
