import { describe, expect, test } from 'vitest';
import { fakeTerminal } from '../testing/fake-terminal.ts';
import { bytesText, durationText, progressLine, progressOn } from './progress.ts';

const MiB = 1 << 20;

function manualClock() {
  let nowMs = 1_000_000;
  return {
    now: () => nowMs,
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe('progress', () => {
  test('shows share, bytes, rate and time left', () => {
    expect(progressLine({ doneBytes: 25 * MiB, totalBytes: 100 * MiB, rate: 5 * MiB })).toBe(
      '[======                  ]  25 %  25.0 MiB of 100 MiB  5.0 MiB/s  15 s left',
    );
    expect(progressLine({ doneBytes: 0, totalBytes: 0, rate: 0 })).toContain('100 %  0 B of 0 B');
    expect(progressLine({ doneBytes: 3 * MiB, rate: MiB })).toBe('3.0 MiB  1.0 MiB/s');
  });

  test('follows the rate of now, and ends with the average', () => {
    const clock = manualClock();
    const { terminal, stderr } = fakeTerminal({ person: true });
    const progress = progressOn(terminal, { verb: 'Sealing', clock });
    for (let second = 0; second <= 20; second++) {
      // Ten times faster from the tenth second on.
      const doneBytes = second <= 10 ? second * MiB : (10 + (second - 10) * 10) * MiB;
      progress.update({ doneBytes, totalBytes: 200 * MiB });
      clock.advance(1000);
    }
    const last = stderr().split('\r').at(-1);
    expect(last).toContain('Sealing [');
    expect(last).toContain('10.0 MiB/s  9 s left');
    progress.finish();
    expect(stderr()).toMatch(/Sealing 110 MiB in 21 s, 5\.2 MiB\/s\n$/);
  });

  test('does not count what an earlier run did into the rate', () => {
    const clock = manualClock();
    const { terminal, stderr } = fakeTerminal({ person: true });
    const progress = progressOn(terminal, { verb: 'Sealing', clock });
    progress.update({ doneBytes: 900 * MiB, totalBytes: 910 * MiB });
    clock.advance(10_000);
    progress.update({ doneBytes: 910 * MiB, totalBytes: 910 * MiB });
    progress.finish();
    expect(stderr()).toMatch(/Sealing 910 MiB in 10 s, 1\.0 MiB\/s\n$/);
  });

  test('is drawn at most ten times a second', () => {
    const clock = manualClock();
    const { terminal, stderr } = fakeTerminal({ person: true });
    const progress = progressOn(terminal, { verb: 'Sealing', clock });
    for (let i = 0; i < 1000; i++) {
      progress.update({ doneBytes: i, totalBytes: 1000 });
      clock.advance(1);
    }
    expect(stderr().split('\r').length - 1).toBe(10);
  });

  test('is silent where nobody looks', () => {
    const { terminal, stderr } = fakeTerminal({ person: false });
    const progress = progressOn(terminal, { verb: 'Sealing', clock: manualClock() });
    progress.update({ doneBytes: 1, totalBytes: 2 });
    progress.finish();
    expect(stderr()).toBe('');
  });

  test('reads well at any size', () => {
    expect([0, 999, 1000, 1536, 150 * MiB, 2 ** 40].map(bytesText)).toEqual([
      '0 B',
      '999 B',
      '1.0 KiB',
      '1.5 KiB',
      '150 MiB',
      '1.0 TiB',
    ]);
    expect([12, 1_400, 184_000, 7_500_000].map(durationText)).toEqual([
      '12 ms',
      '1 s',
      '3 min 4 s',
      '2 h 5 min',
    ]);
  });
});
