import { describe, expect, test } from 'vitest';
import { formatAgo, formatBytes, formatCompact, formatMs, shortHex } from './format.ts';

describe('how values read', () => {
  test('durations carry their unit and no more digits than they have meaning', () => {
    expect([0, 0.4234, 9.949, 9.96, 12.4, 999.4, 999.6, 1_240, 59_940, 126_000].map(formatMs)).toEqual([
      '0 ms',
      '0.42 ms',
      '9.9 ms',
      '10 ms',
      '12 ms',
      '999 ms',
      '1.00 s',
      '1.24 s',
      '59.9 s',
      '2.1 min',
    ]);
  });

  test('ages use one unit, and a clock that runs ahead shows no future', () => {
    const now = Date.UTC(2026, 0, 10);
    const ages = [-3_000, 2_000, 59_000, 60_000, 3_599_000, 3_600_000, 86_400_000];
    expect(ages.map((age) => formatAgo(now - age, now))).toEqual([
      'now',
      'now',
      '59 s ago',
      '1 min ago',
      '59 min ago',
      '1 h ago',
      '1 d ago',
    ]);
  });

  test('counts, sizes and hashes are shortened where they are long', () => {
    expect([999, 99_999, 123_456].map(formatCompact)).toEqual(['999', '99,999', '123.5K']);
    expect([12, 2048, 3 << 20].map(formatBytes)).toEqual(['12 B', '2.0 KiB', '3.0 MiB']);
    expect(shortHex('0123456789abcdef')).toBe('01234567…');
  });
});
