import { describe, expect, test } from 'vitest';
import { Limiter } from './limiter.ts';
import { RateMeter } from './rate-meter.ts';
import { WindowMeter } from './window-meter.ts';

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;
const startMs = Date.UTC(2026, 10, 22, 16);

describe('a clock that was ahead and is put right', () => {
  test('keeps nobody out of a rate for longer than its period', () => {
    const meter = new RateMeter(2, minuteMs);
    meter.charge(2, startMs + dayMs);
    expect(meter.waitMs(1, startMs)).toBeGreaterThan(0);
    expect(meter.waitMs(1, startMs + minuteMs)).toBe(0);
  });

  test('gives nothing back by itself', () => {
    const meter = new RateMeter(2, minuteMs);
    meter.charge(2, startMs + dayMs);
    for (let i = 0; i < 10; i++) {
      expect(meter.waitMs(1, startMs)).toBeGreaterThan(0);
      expect(meter.waitMs(1, startMs + 1)).toBeGreaterThan(0);
    }
  });

  test('is not what charges of the past do', () => {
    const meter = new RateMeter(2, minuteMs);
    meter.settle(meter.hold(2, startMs), 2, startMs);
    meter.charge(0, startMs - 2 * minuteMs);
    expect(meter.waitMs(1, startMs)).toBe(minuteMs / 2);
  });

  test('keeps nobody out of a short window until the day that it had shown', () => {
    const meter = new WindowMeter(10, 'minute');
    const early = meter.hold(4, startMs + dayMs);
    meter.charge(6, startMs + dayMs);
    // What was used counts on, and what is held is given back.
    expect(meter.waitMs(1, startMs)).toBeGreaterThan(0);
    meter.settle(early, 0, startMs);
    expect(meter.state(startMs)).toMatchObject({ used: 6, held: 0, resetsAtMs: startMs + minuteMs });
    expect(meter.waitMs(10, startMs + minuteMs)).toBe(0);
  });

  test('by less than a window stays in the one that it was in', () => {
    const meter = new WindowMeter(10, 'minute');
    meter.charge(10, startMs);
    expect(meter.waitMs(1, startMs - 1)).toBeGreaterThan(0);
    expect(meter.state(startMs - 1)).toMatchObject({ used: 10 });
  });
});

test('a rate that is overdrawn beyond measure can still be shown', () => {
  const meter = new RateMeter(1, minuteMs);
  meter.charge(Number.MAX_SAFE_INTEGER, startMs);
  expect(() => new Date(meter.state(startMs).resetsAtMs ?? 0).toISOString()).not.toThrow();
});

test('a queue behind an overdrawn rate asks for no time that a timer cannot keep', async () => {
  const asked: number[] = [];
  const limiter = new Limiter({ now: () => startMs }, (ms) => {
    asked.push(ms);
    return () => {};
  });
  const of = { kind: 'key', id: '*' } as const;
  limiter.add({ id: 'lim_1', of, metric: 'tokens', amount: 1, per: 'hour', queueMs: 60_000 });
  limiter.enforce('lim_1');
  const call = {
    ...{ request: 'req_1', project: 'default', route: 'chat', model: 'm', tokens: 1, nanoDollars: 0 },
    principal: { kind: 'key', id: 'key_1', who: { type: 'service', id: 'key_1' } },
  } as const;
  const never = () => new AbortController().signal;
  const first = await limiter.admit(call, never);
  void limiter.admit(call, never);
  if (first.ok) first.reservation.settle({ tokens: 1e9, nanoDollars: 0 });
  // Beyond that Node rings at once, again and again.
  expect(asked.length).toBeGreaterThan(1);
  expect(Math.max(...asked)).toBeLessThan(2 ** 31);
});
