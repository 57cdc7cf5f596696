import type { Clock } from '../../packages/core/src/index.ts';

/** A clock on which a day passes in seconds: what the parties would wait for is skipped, what they do is not. */
export interface DemoClock extends Clock {
  /** Takes durations: it knows what was skipped while somebody waited, and not what lay between two requests. */
  readonly stopwatch: Clock;
  /** Goes on to that time, and never back. */
  moveTo(timeMs: number): void;
  /** Lets so much time pass, at once. */
  skip(ms: number): void;
}

/** @param elapsed what passes by itself; a test gives one that stands still. */
export function createDemoClock({
  startMs,
  elapsed = performance,
}: {
  readonly startMs: number;
  readonly elapsed?: Clock;
}): DemoClock {
  let aheadMs = startMs - elapsed.now();
  let skippedMs = 0;
  return {
    now: () => Math.round(elapsed.now() + aheadMs),
    stopwatch: { now: () => elapsed.now() + skippedMs },
    moveTo(timeMs) {
      aheadMs = Math.max(aheadMs, timeMs - elapsed.now());
    },
    skip(ms) {
      aheadMs += ms;
      skippedMs += ms;
    },
  };
}
