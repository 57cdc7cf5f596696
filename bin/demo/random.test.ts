import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from './random.ts';

const draws = (seed: number, label: string) => {
  const random = seededRandom(seed).fork(label);
  return Array.from({ length: 20 }, () => random.next());
};

test('the same seed and label give the same numbers, another of either others', () => {
  expect(draws(1, 'a')).toEqual(draws(1, 'a'));
  expect(draws(2, 'a')).not.toEqual(draws(1, 'a'));
  expect(draws(1, 'b')).not.toEqual(draws(1, 'a'));
});

test('what is drawn lies within its bounds', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 0, max: 1_000 }),
      fc.integer({ min: 0, max: 1_000 }),
      (seed, low, more) => {
        const random = seededRandom(seed);
        const number = random.between(low, low + more);
        expect(Number.isInteger(number) && number >= low && number <= low + more).toBe(true);
        const factor = random.factor(2);
        expect(factor).toBeGreaterThanOrEqual(0.25);
        expect(factor).toBeLessThanOrEqual(4);
      },
    ),
  );
});
