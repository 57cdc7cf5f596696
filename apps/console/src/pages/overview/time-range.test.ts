import { describe, expect, test } from 'vitest';
import { comparedWith, readRange, trafficHref } from './time-range.ts';

const none = {
  ...{ requests: 0, allowed: 0, blocked: 0, redacted: 0, flagged: 0, failed: 0 },
  ...{ inputTokens: 0, outputTokens: 0, nanoDollars: 0 },
};
const read = (search: string) => readRange(new URLSearchParams(search));

describe('the range that an address names', () => {
  test('is the last day where it names none, or one that is not offered', () => {
    expect(read('').query).toEqual({ hours: 24 });
    expect(read('window=9y').query).toEqual({ hours: 24 });
    expect(read('window=7d')).toMatchObject({ query: { hours: 168 }, window: '7d' });
  });

  test('is exact where it names times, which come before a window', () => {
    const range = read('from=2026-01-31T10:00:00Z&to=2026-01-31T11:00:00%2B00:00&window=7d');
    expect(range.query).toEqual({ from: '2026-01-31T10:00:00.000Z', to: '2026-01-31T11:00:00.000Z' });
    expect(range.window).toBeUndefined();
  });

  test('is a window where the times say nothing', () => {
    for (const search of ['from=yesterday', 'from=2026-01-31&to=2026-01-30', 'to=2026-01-31'])
      expect(read(search).window).toBe('24h');
  });

  test('is compared with the one before it where the log reaches back to that', () => {
    const compared = (since: string, requests = 1) =>
      comparedWith(read('window=1h'), {
        ...{ from: '2026-01-31T10:00:00.000Z', to: '2026-01-31T11:00:00.000Z', since },
        before: { ...none, requests },
      });
    expect(compared('2026-01-31T09:00:00.000Z')).toBe('hour');
    expect(compared('2026-01-31T09:00:00.001Z')).toBeUndefined();
    expect(compared('2026-01-31T09:00:00.000Z', 0)).toBeUndefined();
  });

  test('goes along to Traffic', () => {
    expect(trafficHref(read('window=1h'), { decision: 'block' })).toBe('/traffic?decision=block&window=1h');
  });
});
