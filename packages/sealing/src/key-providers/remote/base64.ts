/**
 * Decodes one spelling of Base64 strictly (RFC 4648, section 3): undefined for white space, missing or wrong
 * padding, characters of the other alphabet and stray bits, which `Buffer.from` would all let pass.
 * The result has memory of its own, so that overwriting it leaves nothing behind in Node's shared pool. The text
 * it came from cannot be overwritten: JavaScript strings stay in memory until they are collected.
 */
export function decodeBase64(
  text: string,
  alphabet: 'base64' | 'base64url' = 'base64',
): Uint8Array | undefined {
  const pooled = Buffer.from(text, alphabet);
  const canonical = pooled.toString(alphabet) === text;
  const bytes = canonical ? Uint8Array.from(pooled) : undefined;
  pooled.fill(0);
  return bytes;
}

/** Base64 with padding, or base64url without, as the services spell them. */
export function encodeBase64(bytes: Uint8Array, alphabet: 'base64' | 'base64url' = 'base64'): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(alphabet);
}
