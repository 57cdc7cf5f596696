const next = 0;
const stopped = 1;
const fixed = 2;
/** Where a thread stands that is writing nothing. */
const idle = 2n ** 62n;

/**
 * Hands out batches of segments, in order, to threads that share nothing but these few numbers. A thread takes the
 * next batch when it is free, so one that starts late or runs slowly never holds the others up.
 */
export interface SegmentBoard {
  /** What another thread needs to take part: hand it to `joinBoard`. */
  readonly shared: SharedArrayBuffer;
  /** The first segment of the next batch; undefined when there is none left or the work was stopped. */
  claim(thread: number): number | undefined;
  /** To be called when a batch is written, with the bytes it stands for. */
  finished(thread: number, bytes: number): void;
  /** Every segment before this one has been written. */
  completeUpTo(): number;
  doneBytes(): number;
  /** Makes every thread end after the batch it is at. */
  stop(): void;
}

export interface BoardShape {
  readonly firstSegment: number;
  readonly segments: number;
  readonly batchSegments: number;
  readonly threads: number;
}

/** @returns a board on which nothing is claimed yet */
export function segmentBoard(shape: BoardShape): SegmentBoard {
  const shared = new SharedArrayBuffer(8 * (fixed + 2 * shape.threads));
  const numbers = new BigInt64Array(shared);
  numbers[next] = BigInt(shape.firstSegment);
  numbers.fill(idle, fixed, fixed + shape.threads);
  return joinBoard(shared, shape);
}

/** The same board in another thread. */
export function joinBoard(shared: SharedArrayBuffer, shape: BoardShape): SegmentBoard {
  const { segments, batchSegments, threads } = shape;
  const numbers = new BigInt64Array(shared);
  const at = (thread: number) => fixed + thread;
  const doneAt = (thread: number) => fixed + threads + thread;
  return {
    shared,
    claim: (thread) => {
      if (Atomics.load(numbers, stopped) !== 0n) return undefined;
      // Announced before it is claimed, so that completeUpTo never passes a batch that someone is about to write.
      Atomics.store(numbers, at(thread), Atomics.load(numbers, next));
      const segment = Number(Atomics.add(numbers, next, BigInt(batchSegments)));
      Atomics.store(numbers, at(thread), segment < segments ? BigInt(segment) : idle);
      return segment < segments ? segment : undefined;
    },
    finished: (thread, bytes) => {
      Atomics.add(numbers, doneAt(thread), BigInt(bytes));
      Atomics.store(numbers, at(thread), idle);
    },
    completeUpTo: () => {
      let complete = Math.min(segments, Number(Atomics.load(numbers, next)));
      for (let thread = 0; thread < threads; thread++) {
        complete = Math.min(complete, Number(Atomics.load(numbers, at(thread))));
      }
      return complete;
    },
    doneBytes: () => {
      let bytes = 0;
      for (let thread = 0; thread < threads; thread++) bytes += Number(Atomics.load(numbers, doneAt(thread)));
      return bytes;
    },
    stop: () => {
      Atomics.store(numbers, stopped, 1n);
    },
  };
}
