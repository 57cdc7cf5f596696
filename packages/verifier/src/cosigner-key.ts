import { keyIdOf, signatureTypes } from './key-id.ts';
import { type Refusal, refusal } from './note.ts';
import type { Sha256 } from './sha256.ts';
import { parseKeyParts } from './verifier-key.ts';

/** What a witness signs with: Ed25519 `cosignature/v1`, or ML-DSA-44 `subtree/v1`. */
export type CosignatureAlgorithm = 'ed25519' | 'ml-dsa-44';

/** A witness's public key. */
export interface CosignerKey {
  readonly ok: true;
  readonly algorithm: CosignatureAlgorithm;
  /** Name of the witness. */
  readonly name: string;
  /** Eight lower-case hexadecimal digits. */
  readonly keyId: string;
  /** 32 bytes of Ed25519, or 1,312 of ML-DSA-44. */
  readonly publicKey: Uint8Array;
}

const kinds = [
  { algorithm: 'ed25519', type: signatureTypes.ed25519Cosignature, publicKeyBytes: 32 },
  { algorithm: 'ml-dsa-44', type: signatureTypes.mlDsa44Cosignature, publicKeyBytes: 1312 },
] as const;

/** ML-DSA-44 signs the name with a length of one byte; a name that is no good for one is none for the other. */
export const maxCosignedNameBytes = 255;

/**
 * Reads a witness's verifier key, `<name>+<key id>+<base64(type || public key)>` with type 0x04 or 0x06 (C2SP
 * tlog-cosignature). Its id is held against name and key.
 */
export async function parseCosignerKey(text: string, sha256?: Sha256): Promise<CosignerKey | Refusal> {
  const parts = parseKeyParts(text);
  if (!parts.ok) return parts;
  const { name, keyId, type, publicKey } = parts;
  const kind = kinds.find((each) => each.type === type && each.publicKeyBytes === publicKey.length);
  if (kind === undefined) return refusal('the verifier key is not one of a witness');
  if (new TextEncoder().encode(name).length > maxCosignedNameBytes)
    return refusal('the name of the witness is too long');
  if ((await keyIdOf(parts, sha256)) !== keyId)
    return refusal('the verifier key does not match its own key id');
  return { ok: true, algorithm: kind.algorithm, name, keyId, publicKey };
}

/** The key id of a witness's public key. */
export function cosignerKeyId(
  key: Pick<CosignerKey, 'algorithm' | 'name' | 'publicKey'>,
  sha256?: Sha256,
): Promise<string> {
  return keyIdOf({ name: key.name, type: typeOf(key.algorithm), publicKey: key.publicKey }, sha256);
}

/** The byte that says which algorithm a witness's key is for. */
export function typeOf(algorithm: CosignatureAlgorithm): number {
  return algorithm === 'ed25519' ? signatureTypes.ed25519Cosignature : signatureTypes.mlDsa44Cosignature;
}
