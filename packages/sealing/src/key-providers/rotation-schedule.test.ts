import { describe, expect, test } from 'vitest';
import type { KeyInfo } from './key-provider-kind.ts';
import { dueKeys, nextRotation } from './rotation-schedule.ts';

const day = 86_400_000;
const enabled = (createdAt: number) => ({ createdAt, state: 'enabled' }) as const;

describe('the schedule of rotations', () => {
  test('counts from the newest version', () => {
    expect(nextRotation(30, [enabled(0), enabled(5 * day)])).toBe(35 * day);
  });

  test('counts from the newest version also where that one was destroyed and an older one is in use', () => {
    expect(nextRotation(30, [enabled(0), { createdAt: 5 * day, state: 'destroyed' }])).toBe(35 * day);
  });

  test('names no time for a key without a schedule, without a version or with none in use', () => {
    expect(nextRotation(undefined, [enabled(0)])).toBeUndefined();
    expect(nextRotation(30, [])).toBeUndefined();
    expect(nextRotation(30, [{ createdAt: 0, state: 'destroyed' }])).toBeUndefined();
  });

  test('lists what is due, the longest overdue first', () => {
    const key = (keyId: string, next?: number): KeyInfo => ({
      keyId,
      use: 'wrap',
      versions: [],
      ...(next !== undefined && { nextRotation: next }),
    });
    const keys = [key('b', 20), key('a', 10), key('never'), key('later', 31), key('now', 30)];
    expect(dueKeys(keys, { now: () => 30 }).map(({ keyId }) => keyId)).toEqual(['a', 'b', 'now']);
  });
});
