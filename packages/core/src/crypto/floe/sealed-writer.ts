import { CoreError } from '../../errors.ts';
import { segmentOverheadBytes } from './parameters.ts';
import { PartialSegment } from './partial-segment.ts';
import { PositionSet } from './position-set.ts';
import { release } from './release.ts';
import { beginFloe, type FloeOptions, type FloeSealer } from './sealer.ts';

/** Where bytes can be written anywhere; each is written once. */
export interface RandomAccessSink {
  /** The bytes are gone once this settles: their memory is used again. */
  write(offset: number, bytes: Uint8Array): Promise<void>;
}

/**
 * Seals plaintext that comes in any order. A segment is sealed when all of it has come and it is known not to be
 * the last; no position is sealed twice. The header is written by `finish`, so what was not finished is no
 * payload.
 */
export interface SealedWriter {
  /**
   * Takes bytes for `offset`, which must not change until this settles. Writes may be under way side by side.
   * @throws CoreError core/sealed-misused, and nothing is taken, where a byte was written before or where more
   * would have to be held than `maxHeldBytes`. Once the sink has failed, every call fails.
   */
  write(offset: number, bytes: Uint8Array): Promise<void>;
  /** Seals the last segment. @throws CoreError core/sealed-misused unless exactly `size` bytes were written. */
  finish(size: number): Promise<{ readonly sealedSize: number }>;
  /** Overwrites the keys and what is held; called by `finish`, and when the sink fails. */
  close(): void;
}

export interface SealedWriterOptions extends FloeOptions {
  /** Bound of what is held of incomplete segments, 16 MiB unless given. */
  readonly maxHeldBytes?: number;
}

const defaultHeldBytes = 16 * 1_048_576;

/** @throws CoreError core/sealed-options-invalid for a key or a segment size that cannot be used. */
export function createSealedWriter(
  sink: RandomAccessSink,
  key: Uint8Array,
  aad: Uint8Array,
  options: SealedWriterOptions = {},
): SealedWriter {
  return new Writer(sink, beginFloe(key, aad, options), options.maxHeldBytes ?? defaultHeldBytes);
}

/** A part of a write: what of it falls into one segment. */
interface Part {
  readonly position: number;
  readonly start: number;
  readonly bytes: Uint8Array;
}

class Writer implements SealedWriter {
  readonly #sink: RandomAccessSink;
  readonly #sealer: FloeSealer;
  readonly #maxPartial: number;
  readonly #sealed = new PositionSet();
  readonly #partial = new Map<number, PartialSegment>();
  #lastPosition = -1;
  #underWay = 0;
  #open = true;

  constructor(sink: RandomAccessSink, sealer: FloeSealer, maxHeldBytes: number) {
    this.#sink = sink;
    this.#sealer = sealer;
    this.#maxPartial = Math.max(2, Math.floor(maxHeldBytes / sealer.layout.plaintextBytes));
  }

  async write(offset: number, bytes: Uint8Array): Promise<void> {
    if (!this.#open) throw misused('The writer is closed.');
    if (bytes.length === 0) return;
    const { plaintextBytes, sealedSize } = this.#sealer.layout;
    if (!Number.isSafeInteger(offset) || offset < 0) throw misused(`${offset} is not an offset.`);
    sealedSize(offset + bytes.length);
    const first = Math.floor(offset / plaintextBytes);
    const last = Math.floor((offset + bytes.length - 1) / plaintextBytes);
    const previousLast = this.#lastPosition;
    const newLast = Math.max(previousLast, last);

    const partAt = (position: number): Part => {
      const from = position * plaintextBytes - offset;
      const part = bytes.subarray(Math.max(0, from), from + plaintextBytes);
      return { position, start: Math.max(0, -from), bytes: part };
    };
    // The last segment known so far is held even if whole: it may be the last there is.
    const isDirect = (part: Part) => part.bytes.length === plaintextBytes && part.position < newLast;

    this.#refuseRepeats(first, last, partAt);
    const held = [...new Set([first, last])].map(partAt).filter((part) => !isDirect(part));
    const added = held.filter(({ position }) => !this.#partial.has(position)).length;
    if (this.#partial.size + added > this.#maxPartial) {
      throw misused(`More than ${this.#maxPartial} segments are incomplete: write what belongs together.`);
    }

    // Nothing above changed anything, and nothing below waits, until all of the write is taken down.
    this.#lastPosition = newLast;
    for (const part of held) this.#hold(part);
    for (let position = first; position <= last; position++) {
      if (isDirect(partAt(position))) this.#sealed.add(position);
    }
    await this.#guarded(async () => {
      if (previousLast !== newLast) await this.#sealIfComplete(previousLast);
      for (let position = first; position <= last; position++) {
        const part = partAt(position);
        if (isDirect(part)) await this.#seal(position, part.bytes, false);
        else await this.#sealIfComplete(position);
      }
    });
  }

  async finish(size: number): Promise<{ readonly sealedSize: number }> {
    if (!this.#open) throw misused('The writer is closed.');
    if (this.#underWay > 0) throw misused('A write is still under way.');
    const { layout, header } = this.#sealer;
    const sealedSize = layout.sealedSize(size);
    const last = layout.segmentCount(size) - 1;
    const rest = size - last * layout.plaintextBytes;
    const partial = this.#partial.get(last) ?? new PartialSegment(layout.plaintextBytes);
    const others = this.#partial.size - Number(this.#partial.has(last));
    if (others > 0 || this.#sealed.count !== last || !partial.isExactly(rest)) {
      throw misused(`What was written is not the ${size} bytes that were to be sealed.`);
    }
    this.#open = false;
    await this.#guarded(async () => {
      await this.#seal(last, partial.first(rest), true);
      await this.#sink.write(0, header);
    });
    this.close();
    return { sealedSize };
  }

  close(): void {
    this.#open = false;
    this.#sealer.close();
    for (const partial of this.#partial.values()) partial.wipe();
    this.#partial.clear();
  }

  #refuseRepeats(first: number, last: number, partAt: (position: number) => Part): void {
    for (let position = first; position <= last; position++) {
      const { start, bytes } = partAt(position);
      const repeats =
        this.#sealed.has(position) || this.#partial.get(position)?.overlaps(start, start + bytes.length);
      if (repeats) throw misused(`Bytes of segment ${position} were written before.`);
    }
  }

  #hold({ position, start, bytes }: Part): void {
    const partial = this.#partial.get(position) ?? new PartialSegment(this.#sealer.layout.plaintextBytes);
    partial.put(start, bytes);
    this.#partial.set(position, partial);
  }

  async #sealIfComplete(position: number): Promise<void> {
    const { plaintextBytes } = this.#sealer.layout;
    const partial = this.#partial.get(position);
    if (position >= this.#lastPosition || !partial?.isExactly(plaintextBytes)) return;
    this.#partial.delete(position);
    this.#sealed.add(position);
    await this.#seal(position, partial.first(plaintextBytes), false);
    partial.wipe();
  }

  async #seal(position: number, plaintext: Uint8Array, final: boolean): Promise<void> {
    const sealed = new Uint8Array(plaintext.length + segmentOverheadBytes);
    this.#sealer.sealInto(position, plaintext, final, sealed, 0);
    await this.#sink.write(this.#sealer.layout.segmentOffset(position), sealed);
    release(sealed);
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    this.#underWay++;
    try {
      await work();
    } catch (error) {
      this.close();
      throw error;
    } finally {
      this.#underWay--;
    }
  }
}

function misused(what: string): CoreError {
  return new CoreError('core/sealed-misused', what);
}
