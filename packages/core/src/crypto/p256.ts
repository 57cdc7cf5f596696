const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** A key pair on P-256 (FIPS 186-5) for signatures with SHA-256, in the form that Web Crypto works with. */
export interface P256KeyPair {
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
}

/** Makes a key pair; the private half can be taken out with `exportP256`. */
export function newP256KeyPair(): Promise<P256KeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

/** The private half in PKCS #8 (RFC 5958). Whoever asks for it overwrites it. */
export async function exportP256({ privateKey }: P256KeyPair): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey));
}

/** A private key from its PKCS #8 form. It cannot be taken out again. */
export async function importP256(pkcs8: Uint8Array): Promise<CryptoKey> {
  const copy = new Uint8Array(pkcs8);
  try {
    return await crypto.subtle.importKey('pkcs8', copy, algorithm, false, ['sign']);
  } finally {
    copy.fill(0);
  }
}
