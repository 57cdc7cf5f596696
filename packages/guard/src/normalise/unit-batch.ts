/** Units handed over at once, so that each stage can run in a loop of its own. */
export const batchSize = 256;

/**
 * Normalised units, and the place of the original each came from: `lengths[i]` units from `starts[i]` on. The
 * first `length` count.
 */
export class UnitBatch {
  readonly units = new Uint16Array(batchSize);
  readonly starts = new Float64Array(batchSize);
  readonly lengths = new Uint8Array(batchSize);
  /** Places before which the text is cut, ascending (see `Bounder`). */
  readonly cuts: number[] = [];
  length = 0;
}

/** Takes normalised units in order. The batch belongs to the sender and is only lent for the call. */
export interface UnitSink {
  take(batch: UnitBatch): void;
}
