import { expect, test } from 'vitest';
import { appNames, exampleDay } from './example-day.ts';

test('the same seed gives the same day, another seed another', () => {
  const day = exampleDay({ count: 50, seed: 1 });
  expect(exampleDay({ count: 50, seed: 1 })).toEqual(day);
  expect(exampleDay({ count: 50, seed: 2 })).not.toEqual(day);
});

test('a day lies in the last 24 hours, earliest first, with requests of every app, whole and streamed', () => {
  const day = exampleDay({ count: 200, seed: 1 });
  const minutes = day.map(({ minutesAgo }) => minutesAgo);
  expect(minutes).toEqual(minutes.toSorted((a, b) => b - a));
  expect(minutes[0]).toBeLessThan(24 * 60);
  expect(minutes.at(-1)).toBeGreaterThan(0);
  expect(new Set(day.map(({ app }) => app))).toEqual(new Set(appNames));
  for (const protocol of ['openai', 'anthropic']) {
    const streams = new Set(day.filter((one) => one.protocol === protocol).map(({ stream }) => stream));
    expect(streams, protocol).toEqual(new Set([true, false]));
  }
});
