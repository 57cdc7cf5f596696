import { describe, expect, test } from 'vitest';
import { entryToVerify, stepsOf } from './steps.ts';

const at = { request: 'req_1', time: '2026-01-31T10:00:00.000Z', route: 'chat' };
const done = (progress: Parameters<typeof stepsOf>[0]) =>
  stepsOf(progress).flatMap(({ id, isDone }) => (isDone ? [id] : []));

describe('the first steps', () => {
  test('are all ahead while nothing is on record', () => {
    expect(done({ onRecord: {}, verified: undefined })).toEqual([]);
    expect(entryToVerify({})).toBeUndefined();
  });

  test('are done when the record says so, in any order', () => {
    const verified = { index: 4, size: 9, at: at.time };
    expect(done({ onRecord: { sent: at }, verified: undefined })).toEqual(['send']);
    expect(done({ onRecord: { answered: at, sent: at }, verified })).toEqual(['send', 'verify', 'connect']);
    expect(done({ onRecord: { sent: at, stopped: at, answered: at }, verified })).toHaveLength(4);
  });

  test('lead to the proof of the attack, and before that to the one of any request', () => {
    expect(entryToVerify({ sent: { ...at, outcome: 7 } })).toBe(7);
    expect(entryToVerify({ sent: { ...at, outcome: 7 }, stopped: { ...at, outcome: 3 } })).toBe(3);
  });
});
