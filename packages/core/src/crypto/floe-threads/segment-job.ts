import { floeLayout } from '../floe/layout.ts';

/** One payload as every thread needs it. No key bytes: those travel in `SegmentWork.keys`. */
export interface PayloadFacts {
  readonly header: Uint8Array;
  /** The associated data everything in the payload is bound to. */
  readonly aad: Uint8Array;
}

interface Descriptors {
  /** Descriptors of this process, which all its threads can use. */
  readonly source: number;
  readonly target: number;
  readonly sourceBytes: number;
  readonly segmentBytes: number;
}

/** Plaintext to payload, payload to plaintext, or payload to a payload under another key. */
export type SegmentJob = Descriptors &
  (
    | { readonly kind: 'seal'; readonly to: PayloadFacts }
    | { readonly kind: 'open'; readonly from: PayloadFacts }
    | { readonly kind: 'rekey'; readonly from: PayloadFacts; readonly to: PayloadFacts }
  );

const batchBytes = 512 * 1024;

/** How many segments the job has to write. A payload may end with an empty segment that its size does not need. */
export function segmentsOf({ kind, sourceBytes, segmentBytes }: SegmentJob): number {
  const { headerBytes, segmentCount } = floeLayout(segmentBytes);
  return kind === 'seal' ? segmentCount(sourceBytes) : Math.ceil((sourceBytes - headerBytes) / segmentBytes);
}

/** Segments a thread handles at a time: half a mebibyte, so that a thread's buffers stay small. */
export function batchSegmentsOf(segmentBytes: number): number {
  return Math.max(1, batchBytes / segmentBytes);
}
