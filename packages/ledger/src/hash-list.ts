const hashBytes = 32;
/** 32 KiB at a time: a list that forgets its beginning holds on to one buffer more than it needs at most. */
const chunkHashes = 1024;

/**
 * A growing list of 32-byte hashes in few buffers: an array of small ones would cost the garbage collector more
 * than the tree costs to build. Its beginning can be forgotten. Hashes given out are views that must not be
 * written; they stay valid until the list is truncated.
 */
export class HashList {
  /** Chunks from `#firstChunk` on. */
  #chunks: Uint8Array[] = [];
  #firstChunk: number;
  #start: number;
  #length: number;

  /** A list whose hashes before `start` are not known. */
  constructor(start = 0) {
    this.#start = start;
    this.#length = start;
    this.#firstChunk = Math.floor(start / chunkHashes);
  }

  /** Hashes pushed, those forgotten included. */
  get length(): number {
    return this.#length;
  }

  push(hash: Uint8Array): void {
    const at = (this.#length % chunkHashes) * hashBytes;
    const slot = Math.floor(this.#length / chunkHashes) - this.#firstChunk;
    let chunk = this.#chunks[slot];
    if (chunk === undefined || chunk.length <= at) {
      chunk = grown(chunk, at);
      this.#chunks[slot] = chunk;
    }
    chunk.set(hash, at);
    this.#length++;
  }

  /** Undefined for what was forgotten, and beyond the end. */
  get(index: number): Uint8Array | undefined {
    if (!(index >= this.#start && index < this.#length)) return undefined;
    const at = (index % chunkHashes) * hashBytes;
    return this.#chunks[Math.floor(index / chunkHashes) - this.#firstChunk]?.subarray(at, at + hashBytes);
  }

  /** Forgets everything from `length` on. */
  truncate(length: number): void {
    this.#length = Math.min(length, this.#length);
  }

  /** Forgets everything before `start`; their places stay counted. */
  forget(start: number): void {
    if (start <= this.#start) return;
    this.#start = Math.min(start, this.#length);
    const firstChunk = Math.floor(this.#start / chunkHashes);
    this.#chunks = this.#chunks.slice(firstChunk - this.#firstChunk);
    this.#firstChunk = firstChunk;
  }
}

/** Chunks double up to their full size, so that the short lists near the root stay small. */
function grown(chunk: Uint8Array | undefined, needed: number): Uint8Array {
  let bytes = 32 * hashBytes;
  while (bytes <= needed) bytes *= 2;
  const next = new Uint8Array(bytes);
  if (chunk !== undefined) next.set(chunk);
  return next;
}
