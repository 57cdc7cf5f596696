/** SHA-256 (FIPS 180-4) of the data, 32 bytes. WebCrypto answers with a promise, other implementations need not. */
export type Sha256 = (data: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** The one the platform brings (browsers on secure origins, Node, Deno, Bun). */
export async function webCryptoSha256(data: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', ownBytes(data)));
}

/** WebCrypto takes no view on shared memory; a copy is never one. */
export function ownBytes(data: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(data);
}
