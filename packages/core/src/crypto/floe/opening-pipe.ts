import { CoreError } from '../../errors.ts';
import { outsideHeap } from '../outside-heap.ts';
import { type FloeOpener, openFloe } from './opener.ts';
import { headerBytes, internalLength, lengthBytes, segmentOverheadBytes } from './parameters.ts';
import { checkedKey } from './segment-keys.ts';
import { Collector, type SegmentPipe } from './segment-pipe.ts';

/**
 * decryptAnyOnlineSegment: gives the plaintext of a segment once all of it has come and verified. The last one
 * waits for the end, so that a payload with bytes behind it never gives its end away as if it were whole.
 */
export class OpeningPipe implements SegmentPipe {
  readonly #key: Uint8Array;
  readonly #aad: Uint8Array;
  #opener: FloeOpener | undefined;
  #sealed = new Collector(headerBytes);
  /** How many bytes the unit at hand has: the header, a segment's length, the segment. */
  #wanted = headerBytes;
  #position = 0;
  #ended = false;
  #closed = false;

  constructor(key: Uint8Array, aad: Uint8Array) {
    this.#key = outsideHeap(checkedKey(key).length);
    this.#key.set(key);
    this.#aad = Uint8Array.from(aad);
  }

  push(chunk: Uint8Array): Uint8Array[] {
    return this.#orClose(() => {
      const out: Uint8Array[] = [];
      let rest = chunk;
      while (rest.length > 0) {
        if (this.#ended) throw truncated('There are bytes behind the last segment.');
        rest = this.#sealed.take(rest, this.#wanted);
        while (!this.#ended && this.#sealed.collected.length === this.#wanted) this.#step(out);
      }
      return out;
    });
  }

  finish(): Uint8Array[] {
    const plaintext = this.#orClose(() => {
      if (this.#opener === undefined) throw truncated('The payload ends within its header.');
      if (!this.#ended) throw truncated(`The payload ends before segment ${this.#position} does.`);
      return this.#opener.open(this.#position, this.#sealed.collected, true);
    });
    this.close();
    return [plaintext];
  }

  close(): void {
    this.#closed = true;
    this.#key.fill(0);
    this.#opener?.close();
  }

  /** The unit at hand is whole. */
  #step(out: Uint8Array[]): void {
    const bytes = this.#sealed.collected;
    if (this.#opener === undefined) {
      this.#opener = openFloe(this.#key, this.#aad, bytes);
      this.#key.fill(0);
      this.#sealed = new Collector(this.#opener.layout.segmentBytes);
      this.#wanted = lengthBytes;
    } else if (this.#wanted === lengthBytes) {
      this.#wanted = this.#segmentLength(bytes, this.#opener.layout.segmentBytes);
    } else if (isInternal(bytes)) {
      out.push(this.#opener.open(this.#position++, bytes, false));
      this.#sealed.clear();
      this.#wanted = lengthBytes;
    } else {
      this.#ended = true;
    }
  }

  #segmentLength(bytes: Uint8Array, segmentBytes: number): number {
    if (isInternal(bytes)) return segmentBytes;
    const length = lengthIn(bytes);
    if (length >= segmentOverheadBytes && length <= segmentBytes) return length;
    throw new CoreError('core/sealed-altered', `Segment ${this.#position} has an impossible length.`);
  }

  #orClose<T>(work: () => T): T {
    if (this.#closed) throw new CoreError('core/sealed-misused', 'The payload was closed.');
    try {
      return work();
    } catch (error) {
      this.close();
      throw error;
    }
  }
}

function isInternal(segment: Uint8Array): boolean {
  return lengthIn(segment) === internalLength;
}

function lengthIn(segment: Uint8Array): number {
  return new DataView(segment.buffer, segment.byteOffset).getUint32(0);
}

function truncated(what: string): CoreError {
  return new CoreError('core/sealed-truncated', what);
}
