import type { LimitStanding } from '@ringwall/identity';
import { expect, test } from 'vitest';
import { duration, limitHeaders } from './limit-headers.ts';

const nowMs = Date.UTC(2026, 10, 22, 16);

function standing(metric: 'requests' | 'tokens' | 'money', amount: number, remaining: number): LimitStanding {
  const limit = {
    ...{ id: 'lim_1', of: { kind: 'key', id: '*' } as const, metric, amount },
    ...{ per: 'minute' as const, queueMs: 0 },
  };
  return { limit, used: amount - remaining, held: 0, remaining, resetsAtMs: nowMs + 61_500 };
}

const standings = [standing('requests', 60, 59), standing('requests', 10, 4), standing('tokens', 1_000, 0)];

test('clients of OpenAI are told by its names where they stand with the tightest of their limits', () => {
  expect(limitHeaders('openai', standings, nowMs)).toEqual({
    'x-ratelimit-limit-requests': '10',
    'x-ratelimit-remaining-requests': '4',
    'x-ratelimit-reset-requests': '1m1.5s',
    'x-ratelimit-limit-tokens': '1000',
    'x-ratelimit-remaining-tokens': '0',
    'x-ratelimit-reset-tokens': '1m1.5s',
  });
});

test('clients of Anthropic are told by its names, with times that have not passed at the moment they name', () => {
  expect(limitHeaders('anthropic', standings, nowMs)).toMatchObject({
    'anthropic-ratelimit-requests-limit': '10',
    'anthropic-ratelimit-requests-remaining': '4',
    'anthropic-ratelimit-requests-reset': '2026-11-22T16:01:02Z',
    'anthropic-ratelimit-tokens-remaining': '0',
  });
});

test('what a project may spend is nobody else’s to know', () => {
  expect(limitHeaders('openai', [standing('money', 1e9, 5e8)], nowMs)).toEqual({});
});

test.each([
  [-5, '0ms'],
  [0, '0ms'],
  [12, '12ms'],
  [1_500, '1.5s'],
  [360_000, '6m0s'],
  [3_723_004, '1h2m3.004s'],
])('%i ms are written %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});
