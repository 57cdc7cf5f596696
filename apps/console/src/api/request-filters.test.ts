import type { RequestRow } from 'ringwall';
import { describe, expect, test } from 'vitest';
import { matches, newer } from './request-filters.ts';

const row: RequestRow = {
  ...{
    request: 'req_01',
    time: '2026-01-01T00:00:00.000Z',
    project: 'default',
    key: 'key_1',
    keyName: 'Support',
  },
  ...{ who: 'svc_1', route: 'chat', protocol: 'openai', provider: 'p', model: 'gpt-4o', stream: false },
  ...{ state: 'completed', decision: 'allow', rules: ['a/b'], totalMs: 250, nanoDollars: 5_000_000 },
  ...{ conversation: 'cnv_1', intent: 3, outcome: 4 },
};

describe('a row matches', () => {
  test.each([
    {},
    { decision: 'allow', state: 'completed', route: 'chat', key: 'key_1', who: 'svc_1', model: 'gpt-4o' },
    { conversation: 'cnv_1', project: 'default', protocol: 'openai', rule: 'a/b' },
    { minLatencyMs: 250, minDollars: 0.005 },
    { from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:00:01Z' },
    { text: 'supp' },
    { text: 'GPT' },
    { text: 'req_0' },
  ])('what it is: %j', (filters) => expect(matches(row, filters)).toBe(true));

  test.each([
    { decision: 'block' },
    { rule: 'a/c' },
    { minLatencyMs: 251 },
    { minDollars: 0.006 },
    { to: '2026-01-01T00:00:00Z' },
    { from: '2026-01-01T00:00:00.001Z' },
    { text: 'nothing' },
    // Of an id only the beginning counts, as for the server.
    { text: '_01' },
    { state: 'failed' },
  ])('nothing else: %j', (filters) => expect(matches(row, filters)).toBe(false));

  test('what failed in whatever way', () => {
    const isFailed = (state: RequestRow['state']) => matches({ ...row, state }, { state: 'failed' });
    expect((['upstream-error', 'aborted', 'contained'] as const).map(isFailed)).toEqual([true, true, true]);
    expect((['open', 'completed', 'blocked'] as const).map(isFailed)).toEqual([false, false, false]);
  });

  test('nothing that is to be known at its end while it is open', () => {
    const { totalMs: _, nanoDollars: __, ...open } = row;
    expect(matches(open, { minLatencyMs: 1 })).toBe(false);
    expect(matches(open, { minDollars: 0.000_001 })).toBe(false);
  });
});

test('a request that has ended is not open again because an older state of it comes late', () => {
  const { outcome: _, ...open } = row;
  expect(newer(row, open)).toBe(row);
  expect(newer(open, row)).toBe(row);
  expect(newer(undefined, open)).toBe(open);
});
