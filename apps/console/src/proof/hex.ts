/** Bytes of an even-length hexadecimal text; `undefined` for anything else. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/** The hashes of a proof; `undefined` unless every one is a SHA-256 value. */
export function readHashes(hashes: readonly string[]): Uint8Array[] | undefined {
  const read: Uint8Array[] = [];
  for (const hash of hashes) {
    const bytes = fromHex(hash);
    if (bytes?.length !== 32) return undefined;
    read.push(bytes);
  }
  return read;
}
