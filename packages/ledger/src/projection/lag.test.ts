import { expect, test } from 'vitest';
import { Lag } from './lag.ts';

test('the lag is the age of the oldest entry that was not followed', () => {
  let now = 1000;
  const lag = new Lag(() => now);
  expect(lag.ms(0, 0)).toBe(0);
  lag.appended(0);
  now = 1500;
  lag.appended(10);
  now = 1700;
  expect([lag.ms(0, 20), lag.ms(9, 20), lag.ms(10, 20), lag.ms(20, 20)]).toEqual([700, 700, 200, 0]);
});

test('what nobody follows for long is remembered by its oldest, in little memory', () => {
  let now = 0;
  const lag = new Lag(() => now);
  for (let index = 0; index < 50_000; index++) {
    now += 20;
    lag.appended(index);
  }
  expect(lag.ms(0, 50_000)).toBe(now - 20);
  expect(lag.ms(20_000, 50_000)).toBeGreaterThanOrEqual(now - 20 * 20_001);
});
