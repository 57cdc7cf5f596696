import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDuration, writeDuration } from './duration.ts';

describe('durations', () => {
  test('are read with their unit', () => {
    expect(parseDuration('15 min')).toBe(900_000);
    expect(parseDuration(' 1.5h ')).toBe(5_400_000);
    expect(parseDuration('30 d')).toBe(2_592_000_000);
  });

  test.each(['', '15', 'min', '0 s', '-1 h', '5 years', '1e3 s'])('are not made up of %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test('come back as they were written', () => {
    expect(writeDuration(5_400_000)).toBe('90 min');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (ms) => {
        expect(parseDuration(writeDuration(ms))).toBe(ms);
      }),
    );
  });
});
