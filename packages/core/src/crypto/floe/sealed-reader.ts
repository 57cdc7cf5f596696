import { CoreError } from '../../errors.ts';
import { type FloeOpener, openFloe } from './opener.ts';
import { headerBytes } from './parameters.ts';
import { release } from './release.ts';
import { SegmentCache } from './segment-cache.ts';

/** Bytes that can be read anywhere: a file, an object in a store, a server that answers range requests. */
export interface RandomAccessSource {
  readonly size: number;
  /** Exactly `length` bytes, which lie within the size. They are used before anything else is asked for. */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
}

/** The plaintext of a sealed payload, of which nothing is seen that did not verify. Reads may overlap. */
export interface SealedReader {
  /** Length of the plaintext. Authenticated: the last segment was opened in its place. */
  readonly size: number;
  /** Up to `length` bytes from `offset`: fewer where the plaintext ends, none behind its end. */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** The same in pieces of at most 1 MiB; all of the plaintext unless told otherwise. */
  stream(offset?: number, length?: number, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** Overwrites the keys and the segments held. */
  close(): void;
}

export interface SealedReaderOptions {
  /** Opened segments kept for the next read, 1 MiB unless given; never fewer than two segments. */
  readonly cacheBytes?: number;
  readonly signal?: AbortSignal;
}

/** The most that is asked of the source at once. */
const batchBytes = 1_048_576;

/**
 * Opens a payload for reading at any offset. Header and last segment are verified first, so a payload that was
 * cut short is refused here. The key may be overwritten once this settles.
 * @throws CoreError core/sealed-malformed, core/sealed-key-mismatch, core/sealed-altered, core/sealed-truncated;
 * reads reject with the last two, and nothing of their range is released.
 */
export async function openSealedReader(
  source: RandomAccessSource,
  key: Uint8Array,
  aad: Uint8Array,
  options: SealedReaderOptions = {},
): Promise<SealedReader> {
  const sealedSize = source.size;
  if (sealedSize < headerBytes) {
    throw new CoreError('core/sealed-malformed', `${sealedSize} bytes are too few for a sealed payload.`);
  }
  const header = await readExactly(source, 0, headerBytes, options.signal);
  const opener = openFloe(key, aad, header);
  try {
    const reader = new Reader(source, sealedSize, opener, options.cacheBytes ?? batchBytes);
    await reader.verifyEnd(options.signal);
    return reader;
  } catch (error) {
    opener.close();
    throw error;
  }
}

class Reader implements SealedReader {
  readonly size: number;
  readonly #source: RandomAccessSource;
  readonly #sealedSize: number;
  readonly #opener: FloeOpener;
  readonly #lastPosition: number;
  readonly #cache: SegmentCache;

  constructor(source: RandomAccessSource, sealedSize: number, opener: FloeOpener, cacheBytes: number) {
    const { layout } = opener;
    this.size = layout.plainSize(sealedSize);
    this.#source = source;
    this.#sealedSize = sealedSize;
    this.#opener = opener;
    // Counted in sealed bytes: a payload may end with an empty segment behind a full one.
    this.#lastPosition = Math.ceil((sealedSize - headerBytes) / layout.segmentBytes) - 1;
    this.#cache = new SegmentCache(Math.max(2, Math.floor(cacheBytes / layout.segmentBytes)));
  }

  async verifyEnd(signal?: AbortSignal): Promise<void> {
    await this.#open(this.#lastPosition, this.#lastPosition, signal, (plaintext) => {
      this.#cache.set(this.#lastPosition, plaintext);
    });
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    checkRange(offset, length);
    const { plaintextBytes } = this.#opener.layout;
    const end = Math.min(offset + length, this.size);
    if (end <= offset) return new Uint8Array(0);
    const out = new Uint8Array(end - offset);

    const copy = (plaintext: Uint8Array, position: number): boolean => {
      const start = position * plaintextBytes;
      const part = plaintext.subarray(Math.max(0, offset - start), end - start);
      out.set(part, Math.max(0, start - offset));
      return part.length === plaintext.length;
    };

    const last = Math.floor((end - 1) / plaintextBytes);
    for (let position = Math.floor(offset / plaintextBytes); position <= last; ) {
      const cached = this.#cache.get(position);
      if (cached !== undefined) {
        copy(cached, position++);
        continue;
      }
      const until = this.#runFrom(position, last);
      await this.#open(position, until, signal, (plaintext, at) => {
        // Who reads a whole segment goes on behind it; who reads a part may come back for the rest.
        if (copy(plaintext, at)) release(plaintext);
        else this.#cache.set(at, plaintext);
      });
      position = until + 1;
    }
    return out;
  }

  async *stream(offset = 0, length = this.size, signal?: AbortSignal): AsyncIterable<Uint8Array> {
    checkRange(offset, length);
    const { plaintextBytes } = this.#opener.layout;
    const end = Math.min(offset + length, this.size);
    for (let at = offset; at < end; ) {
      const next = (Math.floor(at / plaintextBytes) + this.#batchSegments) * plaintextBytes;
      const piece = await this.read(at, Math.min(next, end) - at, signal);
      at += piece.length;
      yield piece;
    }
  }

  close(): void {
    this.#opener.close();
    this.#cache.clear();
  }

  get #batchSegments(): number {
    return Math.max(1, Math.floor(batchBytes / this.#opener.layout.segmentBytes));
  }

  /** The last of the segments that are asked for together: not cached, and no more than a batch. */
  #runFrom(position: number, last: number): number {
    const limit = Math.min(last, position + this.#batchSegments - 1);
    let until = position;
    while (until < limit && !this.#cache.has(until + 1)) until++;
    return until;
  }

  async #open(
    first: number,
    last: number,
    signal: AbortSignal | undefined,
    use: (plaintext: Uint8Array, position: number) => void,
  ): Promise<void> {
    const { segmentBytes, segmentOffset } = this.#opener.layout;
    const start = segmentOffset(first);
    const end = Math.min(segmentOffset(last + 1), this.#sealedSize);
    const sealed = await readExactly(this.#source, start, end - start, signal);
    for (let position = first; position <= last; position++) {
      const at = (position - first) * segmentBytes;
      const segment = sealed.subarray(at, at + segmentBytes);
      use(this.#opener.open(position, segment, position === this.#lastPosition), position);
    }
  }
}

async function readExactly(
  source: RandomAccessSource,
  offset: number,
  length: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  signal?.throwIfAborted();
  const bytes = await source.read(offset, length, signal);
  if (bytes.length === length) return bytes;
  throw new CoreError('core/sealed-truncated', `${bytes.length} bytes came where ${length} should be.`);
}

function checkRange(offset: number, length: number): void {
  if (Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0) return;
  throw new CoreError('core/sealed-misused', `${length} bytes at ${offset} are not a range.`);
}
