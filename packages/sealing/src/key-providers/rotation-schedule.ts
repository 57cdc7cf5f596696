import type { Clock } from '@ringwall/core';
import type { KeyInfo, KeyVersionInfo } from './key-provider-kind.ts';

const dayMs = 86_400_000;

/**
 * When a key is to be rotated: so many days after its newest version was made (the cryptoperiod of NIST SP 800-57,
 * part 1, 5.3). Undefined without a schedule, and for a key none of whose versions is in use.
 */
export function nextRotation(
  rotateEveryDays: number | undefined,
  versions: readonly Pick<KeyVersionInfo, 'createdAt' | 'state'>[],
): number | undefined {
  const newest = versions.at(-1);
  if (rotateEveryDays === undefined || newest === undefined) return undefined;
  if (!versions.some(({ state }) => state === 'enabled')) return undefined;
  return newest.createdAt + rotateEveryDays * dayMs;
}

/** The keys whose rotation is due, the longest overdue first. */
export function dueKeys(keys: readonly KeyInfo[], clock: Clock): readonly KeyInfo[] {
  const now = clock.now();
  const due = keys.filter(({ nextRotation: next }) => next !== undefined && next <= now);
  return due.toSorted((a, b) => (a.nextRotation ?? 0) - (b.nextRotation ?? 0));
}
