import { describe, expect, test } from 'vitest';
import { filterKey, readFilters } from './traffic-filters.ts';

const now = Date.UTC(2026, 0, 2, 12);
const read = (search: string) => readFilters(new URLSearchParams(search), now);

describe('the filters in the address', () => {
  test('are what the server is asked for, and nothing else is', () => {
    expect(read('decision=block&rule=a/b&request=req_1&x=1')).toEqual({
      ...{ decision: 'block', rule: 'a/b', sort: 'newest' },
    });
    expect(read('decision=&route=')).toEqual({ sort: 'newest' });
    expect(read('text=%20gpt%20&minLatencyMs=250&minDollars=0.01&sort=slowest')).toEqual({
      ...{ text: 'gpt', minLatencyMs: 250, minDollars: 0.01, sort: 'slowest' },
    });
  });

  test('that the server would refuse are not asked for', () => {
    for (const search of [
      'decision=maybe',
      'state=odd',
      'protocol=x',
      'minDollars=many',
      'minLatencyMs=-1',
      'sort=worst',
    ])
      expect(read(search)).toEqual({ sort: 'newest' });
    expect(read(`text=${'x'.repeat(999)}`).text).toHaveLength(128);
  });

  test('a window counts back from the end of the bar under way, as the overview counts', () => {
    expect(read('window=1h')).toEqual({ from: '2026-01-02T11:01:00.000Z', sort: 'newest' });
    expect(read('window=24h').from).toBe('2026-01-01T13:00:00.000Z');
    expect(read('window=7d').from).toBe('2025-12-26T15:00:00.000Z');
    expect(read('window=30d').from).toBe('2025-12-04T00:00:00.000Z');
    expect(read('window=fortnight')).toEqual({ sort: 'newest' });
  });

  test('exact times win over a window, and what is no time is none', () => {
    expect(read('window=1h&from=2026-01-01T00:00:00Z')).toEqual({
      from: '2026-01-01T00:00:00.000Z',
      sort: 'newest',
    });
    expect(read('window=1h&to=2026-01-01T00:00:00Z')).toEqual({
      to: '2026-01-01T00:00:00.000Z',
      sort: 'newest',
    });
    expect(read('from=yesterday')).toEqual({ sort: 'newest' });
  });

  test('opening a request does not change which rows are shown', () => {
    const key = filterKey(new URLSearchParams('route=a&decision=block'));
    expect(filterKey(new URLSearchParams('decision=block&request=req_1&route=a'))).toBe(key);
  });
});
