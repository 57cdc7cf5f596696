import { parentPort, workerData } from 'node:worker_threads';
import { outsideHeap } from '../outside-heap.ts';
import { type BoardShape, joinBoard } from './segment-board.ts';
import type { SegmentJob } from './segment-job.ts';
import { segmentRunner } from './segment-runner.ts';
import { type ThreadFailure, threadFailure } from './thread-failure.ts';

/** What a sealing thread is started with. */
export interface SegmentWork {
  readonly job: SegmentJob;
  /** Shared, so that the keys exist once and their owner can overwrite them for all threads. */
  readonly keys: SharedArrayBuffer;
  readonly board: SharedArrayBuffer;
  readonly shape: BoardShape;
  /** Which of the board's threads this one is. */
  readonly thread: number;
}

const work: SegmentWork = workerData;
const failure = takePart(work);
parentPort?.postMessage(failure);

function takePart({ job, keys, board: shared, shape, thread }: SegmentWork): ThreadFailure | undefined {
  const board = joinBoard(shared, shape);
  const copy = outsideHeap(keys.byteLength);
  copy.set(new Uint8Array(keys));
  try {
    const runner = segmentRunner(job, copy);
    try {
      for (let segment = board.claim(thread); segment !== undefined; segment = board.claim(thread)) {
        board.finished(thread, runner.run(segment));
      }
    } finally {
      runner.close();
    }
  } catch (error) {
    board.stop();
    return threadFailure(error);
  } finally {
    copy.fill(0);
  }
  return undefined;
}
