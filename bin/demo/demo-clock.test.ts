import { expect, test } from 'vitest';
import { createDemoClock } from './demo-clock.ts';

test('goes on to a time and never back; durations are what was skipped and what passed', () => {
  const elapsed = { nowMs: 500, now: () => elapsed.nowMs };
  const clock = createDemoClock({ startMs: 1_000_000, elapsed });
  expect(clock.now()).toBe(1_000_000);
  const beganMs = clock.stopwatch.now();
  clock.moveTo(2_000_000);
  expect(clock.now()).toBe(2_000_000);
  expect(clock.stopwatch.now() - beganMs).toBe(0);
  clock.skip(1_500);
  elapsed.nowMs += 30;
  expect(clock.now()).toBe(2_001_530);
  expect(clock.stopwatch.now() - beganMs).toBe(1_530);
  clock.moveTo(1_000_000);
  expect(clock.now()).toBe(2_001_530);
});
