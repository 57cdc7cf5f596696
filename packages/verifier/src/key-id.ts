import { hex } from './bytes.ts';
import { type Sha256, webCryptoSha256 } from './sha256.ts';

/** Signature types of C2SP signed-note and tlog-cosignature that this package reads. */
export const signatureTypes = { ed25519: 1, ed25519Cosignature: 4, mlDsa44Cosignature: 6 } as const;

/**
 * The id by which a signature line names its key: the first four bytes of SHA-256 over the name, a newline, the
 * signature type and the public key, as eight lower-case hexadecimal digits.
 */
export async function keyIdOf(
  key: { readonly name: string; readonly type: number; readonly publicKey: Uint8Array },
  sha256: Sha256 = webCryptoSha256,
): Promise<string> {
  const name = new TextEncoder().encode(`${key.name}\n`);
  const bytes = new Uint8Array(name.length + 1 + key.publicKey.length);
  bytes.set(name);
  bytes[name.length] = key.type;
  bytes.set(key.publicKey, name.length + 1);
  return hex((await sha256(bytes)).subarray(0, 4));
}
