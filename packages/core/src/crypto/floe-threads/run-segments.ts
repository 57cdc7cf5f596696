import { availableParallelism } from 'node:os';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type SegmentBoard, segmentBoard } from './segment-board.ts';
import { batchSegmentsOf, type SegmentJob, segmentsOf } from './segment-job.ts';
import { segmentRunner } from './segment-runner.ts';
import type { SegmentWork } from './segment-thread.ts';
import { errorOfThread, type ThreadFailure } from './thread-failure.ts';

export interface RunSegmentsOptions {
  /** Segments before this one are there already. */
  readonly firstSegment?: number;
  /** How many threads work, the caller's among them; by default two where there are two processors. */
  readonly threads?: number;
  /** Called after every batch of the calling thread, with bytes of the source. */
  readonly onProgress?: (progress: { readonly doneBytes: number; readonly totalBytes: number }) => void;
  readonly checkpoint?: {
    readonly everyMs: number;
    /** Called with how many segments, from the start, have been written; never twice at a time. */
    readonly make: (segments: number) => Promise<void>;
  };
  readonly signal?: AbortSignal;
}

/** Below this much work a second thread would start too late to help. */
const worthAThreadBytes = 64 * 1024 * 1024;
const maxThreads = 16;

/**
 * Runs a job to its end. The calling thread works too, in steps of half a mebibyte, and lets other things happen in
 * between; further threads share the files and the board with it and nothing else.
 * @throws CoreError, DescriptorError of the first segment that failed, and the reason of `signal`; a last checkpoint
 * is made first
 */
export async function runSegments(
  job: SegmentJob,
  keys: Uint8Array,
  options: RunSegmentsOptions = {},
): Promise<void> {
  const { firstSegment = 0, onProgress, checkpoint, signal } = options;
  const segments = segmentsOf(job);
  const batchSegments = batchSegmentsOf(job.segmentBytes);
  const leftBytes = (segments - firstSegment) * job.segmentBytes;
  const wanted = leftBytes < worthAThreadBytes ? 1 : (options.threads ?? Math.min(2, availableParallelism()));
  const threads = Math.max(1, Math.min(maxThreads, wanted));
  const shape = { firstSegment, segments, batchSegments, threads };
  const board = segmentBoard(shape);
  const before = Math.min(firstSegment * job.segmentBytes, job.sourceBytes);
  const report = () => {
    const doneBytes = Math.min(job.sourceBytes, before + board.doneBytes());
    onProgress?.({ doneBytes, totalBytes: job.sourceBytes });
  };
  const checkpoints = checkpointer(board, checkpoint);
  const runner = segmentRunner(job, keys);
  const helpers = startThreads(job, keys, board, shape);
  try {
    for (let segment = board.claim(0); segment !== undefined; segment = board.claim(0)) {
      board.finished(0, runner.run(segment));
      report();
      checkpoints.maybe();
      await turn();
      signal?.throwIfAborted();
    }
    // A thread that has not begun yet finds nothing left to do.
    if (board.completeUpTo() === segments) await helpers.end();
    else await helpers.ended;
    report();
  } catch (error) {
    board.stop();
    await helpers.ended.catch(() => undefined);
    await checkpoints.last();
    throw error;
  } finally {
    runner.close();
    helpers.forget();
  }
  await checkpoints.settled();
}

interface Helpers {
  /** Rejects with the first failure, when all have ended. */
  readonly ended: Promise<void>;
  /** Ends threads that are writing nothing. */
  end(): Promise<void>;
  /** Overwrites the keys they were given. */
  forget(): void;
}

function startThreads(
  job: SegmentJob,
  keys: Uint8Array,
  board: SegmentBoard,
  shape: SegmentWork['shape'],
): Helpers {
  if (shape.threads === 1) {
    return { ended: Promise.resolve(), end: () => Promise.resolve(), forget: () => {} };
  }
  const shared = new SharedArrayBuffer(keys.length);
  const copy = new Uint8Array(shared);
  copy.set(keys);
  const threads = Array.from({ length: shape.threads - 1 }, (_, index) =>
    startThread({ job, keys: shared, board: board.shared, shape, thread: index + 1 }),
  );
  const outcome = Promise.all(threads.map(({ failure }) => failure)).then((failures) => {
    const failure = failures.find((candidate) => candidate !== undefined);
    if (failure !== undefined) throw errorOfThread(failure);
  });
  // The caller may fail first and look at this only later.
  outcome.catch(() => {});
  return {
    ended: outcome,
    end: async () => {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
    forget: () => copy.fill(0),
  };
}

function startThread(workerData: SegmentWork) {
  const { promise, resolve } = Promise.withResolvers<ThreadFailure | undefined>();
  const worker = new Worker(new URL('./segment-thread.ts', import.meta.url), {
    workerData,
    execArgv: [],
    // It holds three buffers outside the heap and next to nothing in it.
    resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 },
  });
  let failure: ThreadFailure | undefined = { kind: 'other', detail: 'it ended too early' };
  worker.on('message', (said: ThreadFailure | undefined) => {
    failure = said;
  });
  worker.on('error', (error) => {
    failure = { kind: 'other', detail: String(error) };
  });
  worker.on('exit', () => resolve(failure));
  return { worker, failure: promise };
}

/** Makes at most one checkpoint at a time, and none where nobody asked for any. */
function checkpointer(board: SegmentBoard, checkpoint: RunSegmentsOptions['checkpoint']) {
  let lastMs = performance.now();
  let running = Promise.resolve();
  let idle = true;
  const make = async () => {
    idle = false;
    await checkpoint?.make(board.completeUpTo());
    idle = true;
    lastMs = performance.now();
  };
  return {
    maybe: () => {
      if (checkpoint === undefined || !idle || performance.now() - lastMs < checkpoint.everyMs) return;
      running = make();
      // Looked at when the work ends.
      running.catch(() => {});
    },
    settled: () => running,
    last: async () => {
      await running.catch(() => {});
      await make().catch(() => {});
    },
  };
}
