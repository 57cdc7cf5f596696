/** Reads a leaf as JSON; undefined for one that is none. Leaves have at most 65,535 bytes. */
export function parseLeaf(leaf: string): unknown {
  if (leaf.length > 65_535) return undefined;
  try {
    return JSON.parse(leaf);
  } catch {
    return undefined;
  }
}
