const hashBytes = 32;
const chunkHashes = 65_536;

/**
 * A growing list of 32-byte hashes in few large buffers: an array of small ones would cost the garbage
 * collector more than the tree costs to build. Hashes given out are views that stay valid and must not be written.
 */
export class HashList {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(hash: Uint8Array): void {
    const at = this.#length % chunkHashes;
    let chunk = this.#chunks[Math.floor(this.#length / chunkHashes)];
    if (chunk === undefined || chunk.length === at * hashBytes) {
      chunk = this.#grow(chunk, at);
    }
    chunk.set(hash, at * hashBytes);
    this.#length++;
  }

  /** @throws RangeError beyond the end. */
  get(index: number): Uint8Array {
    const chunk = this.#chunks[Math.floor(index / chunkHashes)];
    if (chunk === undefined || index >= this.#length) throw new RangeError(`No hash ${index} in the list.`);
    const at = (index % chunkHashes) * hashBytes;
    return chunk.subarray(at, at + hashBytes);
  }

  /** Forgets everything from `length` on. */
  truncate(length: number): void {
    this.#length = Math.min(length, this.#length);
  }

  /** Chunks double up to their full size, so that the short lists near the root stay small. */
  #grow(chunk: Uint8Array | undefined, at: number): Uint8Array {
    const next = new Uint8Array(Math.min(chunkHashes, Math.max(32, at * 2)) * hashBytes);
    if (chunk !== undefined) next.set(chunk);
    this.#chunks[Math.floor(this.#length / chunkHashes)] = next;
    return next;
  }
}
