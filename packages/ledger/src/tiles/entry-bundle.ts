/** Entries one after the other, each behind its length in two big-endian bytes (C2SP tlog-tiles). */
export function encodeBundle(leaves: readonly Uint8Array[]): Uint8Array {
  const bytes = Buffer.allocUnsafe(leaves.reduce((sum, leaf) => sum + 2 + leaf.length, 0));
  let at = 0;
  for (const leaf of leaves) {
    bytes.writeUInt16BE(leaf.length, at);
    bytes.set(leaf, at + 2);
    at += 2 + leaf.length;
  }
  return bytes;
}

/** The entries of a bundle, as views into it; undefined when the bytes do not end with an entry. */
export function decodeBundle(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const leaves: Uint8Array[] = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    const end = at + 2 + (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
    if (end > bytes.length) return undefined;
    leaves.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return at === bytes.length ? leaves : undefined;
}
