import { describe, expect, test } from 'vitest';
import { retentionPolicy, retentionSchema } from './retention.ts';

const dayMs = 86_400_000;

describe('retention in the configuration', () => {
  test('is a time for each class, and for good where none is given', () => {
    const given = { bodies: '30d', traffic: '48h', administration: '10y' };
    expect(retentionPolicy(retentionSchema.parse(given))).toEqual({
      bodies: 30 * dayMs,
      traffic: 2 * dayMs,
      administration: 3650 * dayMs,
    });
    expect(retentionPolicy(retentionSchema.parse(undefined))).toEqual({});
  });

  test.each([
    { bodies: '23h' },
    { bodies: '0d' },
    { bodies: '30' },
    { bodies: 30 },
    { bodies: '-1d' },
    { bodies: '1.5d' },
    { traffic: '100000d' },
    { prompts: '30d' },
  ])('refuses %o', (given) => {
    expect(retentionSchema.safeParse(given).success).toBe(false);
  });
});
