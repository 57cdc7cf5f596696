import { expect, test } from 'vitest';
import { diskAlarms, gapAlarms } from './alarm-sources.ts';

const gap = {
  route: 'chat',
  project: 'default',
  fromMs: 0,
  requests: 3,
  lost: 0,
  bodiesNotKept: 0,
  waiting: 2,
};

test.each([
  ['ledger/write-failed', /^Repair the disk/],
  ['ledger/deadline', /^Repair the disk/],
  ['ledger/disk-low', /^Free space/],
  ['ledger/overloaded', /^Send less/],
])('whoever is to end a gap that began with %s is told what would', (cause, advice) => {
  const [alarm] = gapAlarms(() => [{ ...gap, cause }])();
  expect(alarm?.advice).toMatch(advice);
  expect(alarm?.advice).toMatch(/before the server is stopped: what waits would be lost\.$/);
});

test('a disk that refuses and does not answer is told of once each', () => {
  const ledger = { state: 'failed', space: undefined, unansweredMs: 5000 } as const;
  expect(diskAlarms(ledger, { answersWithinMs: 1000 })().map(({ id }) => id)).toEqual([
    'ledger-failed',
    'ledger-hangs',
  ]);
});
