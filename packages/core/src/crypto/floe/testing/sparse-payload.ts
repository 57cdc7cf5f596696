import type { RandomAccessSource } from '../sealed-reader.ts';
import { beginFloe } from '../sealer.ts';

/** The plaintext of a sparse payload: a byte that depends on its segment and its place there. */
export function patternAt(offset: number, plaintextBytes: number): number {
  const within = offset % plaintextBytes;
  const position = (offset - within) / plaintextBytes;
  return (position + Math.floor(position / 256) + Math.floor(position / 2 ** 32) + within) % 256;
}

/** A payload of any size that is nowhere: its segments are sealed when they are read. */
export function sparsePayload(options: {
  readonly key: Uint8Array;
  readonly aad: Uint8Array;
  readonly size: number;
  readonly segmentBytes: number;
}): RandomAccessSource {
  const { key, aad, size, segmentBytes } = options;
  const sealer = beginFloe(key, aad, { segmentBytes });
  const { layout, header } = sealer;
  const last = layout.segmentCount(size) - 1;

  function segmentAt(position: number): Uint8Array {
    const start = position * layout.plaintextBytes;
    const first = patternAt(start, layout.plaintextBytes);
    const length = Math.min(layout.plaintextBytes, size - start);
    const plaintext = Uint8Array.from({ length }, (_, within) => (first + within) % 256);
    const sealed = new Uint8Array(length + 32);
    sealer.sealInto(position, plaintext, position === last, sealed, 0);
    return sealed;
  }

  return {
    size: layout.sealedSize(size),
    async read(offset, length) {
      if (offset === 0) return header.subarray(0, length);
      const first = (offset - layout.headerBytes) / segmentBytes;
      const count = Math.ceil(length / segmentBytes);
      return Buffer.concat(Array.from({ length: count }, (_, index) => segmentAt(first + index)));
    },
  };
}
