import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { windowAt } from './calendar-window.ts';
import type { Limit } from './limit.ts';
import type { LimitedCall } from './limited-call.ts';
import { type Admission, Limiter, type Reservation } from './limiter.ts';

const startMs = Date.UTC(2026, 10, 22, 16);
const never = () => new AbortController().signal;

/** A limiter whose time and timers a test moves on. */
function simulated() {
  const clock = { time: startMs, now: () => clock.time };
  const timers = new Set<{ readonly atMs: number; readonly ring: () => void }>();
  const limiter = new Limiter(clock, (ms, ring) => {
    const timer = { atMs: clock.time + ms, ring };
    timers.add(timer);
    return () => timers.delete(timer);
  });
  const advance = (ms: number) => {
    const until = clock.time + ms;
    for (;;) {
      const next = [...timers].sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined || next.atMs > until) break;
      timers.delete(next);
      clock.time = Math.max(clock.time, next.atMs);
      next.ring();
    }
    clock.time = until;
  };
  const add = (limit: Partial<Limit> & Pick<Limit, 'metric' | 'amount'>) => {
    const whole = { id: `lim_${Math.random()}`, of: { kind: 'key' as const, id: '*' }, queueMs: 0, ...limit };
    limiter.add(whole);
    limiter.enforce(whole.id);
    return whole;
  };
  return { clock, limiter, advance, add };
}

let calls = 0;
function call(fields: Partial<LimitedCall> & { readonly key?: string } = {}): LimitedCall {
  const { key = 'key_a', ...rest } = fields;
  return {
    request: `req_${calls++}`,
    principal: { kind: 'key', id: key, who: { type: 'service', id: key } },
    project: 'default',
    route: 'chat',
    model: 'm',
    tokens: 0,
    nanoDollars: 0,
    ...rest,
  };
}

function now(admission: Admission | Promise<Admission>): Admission {
  if (admission instanceof Promise) throw new Error('It waits.');
  return admission;
}

function letIn(admission: Admission | Promise<Admission>): Reservation {
  const known = now(admission);
  if (!known.ok) throw new Error(`Refused: ${known.refusal.reason}`);
  return known.reservation;
}

const nothing = { tokens: 0, nanoDollars: 0 };

describe('a limit of requests', () => {
  test('lets a burst in, then one whenever there is room for one', () => {
    const { limiter, advance, add } = simulated();
    add({ metric: 'requests', amount: 6, per: 'minute' });
    const admit = () => now(limiter.admit(call(), never));
    for (let i = 0; i < 6; i++) expect(admit().ok).toBe(true);
    expect(admit()).toMatchObject({ ok: false, refusal: { reason: 'reached', retryAfterMs: 10_000 } });
    advance(9_999);
    expect(admit().ok).toBe(false);
    advance(1);
    expect(admit().ok).toBe(true);
    expect(admit().ok).toBe(false);
  });

  test('counts each subject by itself', () => {
    const { limiter, add } = simulated();
    add({ metric: 'requests', amount: 1, per: 'day' });
    expect(now(limiter.admit(call({ key: 'key_a' }), never)).ok).toBe(true);
    expect(now(limiter.admit(call({ key: 'key_b' }), never)).ok).toBe(true);
    expect(now(limiter.admit(call({ key: 'key_a' }), never)).ok).toBe(false);
  });

  test('of a day begins anew at midnight (UTC)', () => {
    const { limiter, advance, add } = simulated();
    add({ metric: 'requests', amount: 1, per: 'day' });
    letIn(limiter.admit(call(), never));
    const hoursLeft = 8 * 3_600_000;
    expect(now(limiter.admit(call(), never))).toMatchObject({ refusal: { retryAfterMs: hoursLeft } });
    advance(hoursLeft - 1);
    expect(now(limiter.admit(call(), never)).ok).toBe(false);
    advance(1);
    expect(now(limiter.admit(call(), never)).ok).toBe(true);
  });

  test('takes nothing where another limit refuses', () => {
    const { limiter, add } = simulated();
    add({ metric: 'requests', amount: 1, per: 'minute' });
    const other = add({ metric: 'concurrency', amount: 1, of: { kind: 'route', id: 'chat' } });
    const running = letIn(limiter.admit(call({ key: 'key_b' }), never));
    expect(now(limiter.admit(call({ key: 'key_a' }), never))).toMatchObject({
      refusal: { limit: { id: other.id }, subject: 'route:chat' },
    });
    running.settle(nothing);
    expect(now(limiter.admit(call({ key: 'key_a' }), never)).ok).toBe(true);
  });

  test('within one project leaves the others alone', () => {
    const { limiter, add } = simulated();
    add({ metric: 'requests', amount: 1, per: 'day', of: { kind: 'model', id: '*' }, project: 'a' });
    for (let i = 0; i < 3; i++) letIn(limiter.admit(call({ project: 'b' }), never));
    letIn(limiter.admit(call({ project: 'a' }), never));
    expect(now(limiter.admit(call({ project: 'a' }), never)).ok).toBe(false);
  });
});

describe('a budget', () => {
  test('is used to the end: what is set aside and not used is free again', () => {
    const { limiter, add } = simulated();
    add({ metric: 'money', amount: 1_000, per: 'month' });
    const first = letIn(limiter.admit(call({ nanoDollars: 900 }), never));
    expect(now(limiter.admit(call({ nanoDollars: 200 }), never)).ok).toBe(false);
    first.settle({ tokens: 0, nanoDollars: 100 });
    letIn(limiter.admit(call({ nanoDollars: 900 }), never)).settle({ tokens: 0, nanoDollars: 899 });
    // One is left, and nothing runs: one request may have it, whatever it may cost.
    letIn(limiter.admit(call({ nanoDollars: 500 }), never)).settle({ tokens: 0, nanoDollars: 500 });
    expect(now(limiter.admit(call({ nanoDollars: 0 }), never)).ok).toBe(false);
  });

  test('refuses what nobody knows the price of', () => {
    const { limiter, add } = simulated();
    add({ metric: 'money', amount: 1_000, per: 'month' });
    expect(now(limiter.admit(call({ nanoDollars: undefined }), never))).toMatchObject({
      ok: false,
      refusal: { reason: 'price-unknown' },
    });
  });

  test('of a month counts a request in the month in which it was let in', () => {
    const { limiter, clock, add } = simulated();
    add({ metric: 'money', amount: 1_000, per: 'month' });
    const running = letIn(limiter.admit(call({ nanoDollars: 900 }), never));
    clock.time = Date.UTC(2026, 11, 1);
    const next = letIn(limiter.admit(call({ nanoDollars: 1_000 }), never));
    running.settle({ tokens: 0, nanoDollars: 900 });
    expect(next.standings()).toMatchObject([{ used: 0, held: 1_000, resetsAtMs: Date.UTC(2027, 0, 1) }]);
  });

  test('counts twice nothing that is settled twice', () => {
    const { limiter, add } = simulated();
    add({ metric: 'money', amount: 1_000, per: 'month' });
    const running = letIn(limiter.admit(call({ nanoDollars: 10 }), never));
    running.settle({ tokens: 0, nanoDollars: 10 });
    running.settle({ tokens: 0, nanoDollars: 10 });
    expect(running.standings()).toMatchObject([{ used: 10, held: 0 }]);
  });

  test('that is set while requests run counts what they have set aside', () => {
    const { limiter, add } = simulated();
    const running = letIn(limiter.admit(call({ nanoDollars: 600 }), never));
    add({ metric: 'money', amount: 1_000, per: 'day' });
    expect(now(limiter.admit(call({ nanoDollars: 500 }), never)).ok).toBe(false);
    running.settle({ tokens: 0, nanoDollars: 400 });
    expect(now(limiter.admit(call({ nanoDollars: 500 }), never)).ok).toBe(true);
  });
});

describe('requests at once', () => {
  test('wait for their turn, callers in turn and each in its order', async () => {
    const { limiter, add } = simulated();
    add({ metric: 'concurrency', amount: 1, of: { kind: 'route', id: 'chat' }, queueMs: 1_000 });
    let running = letIn(limiter.admit(call({ key: 'first' }), never));
    const turns: string[] = [];
    const waiting = ['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map(async (name) => {
      const admission = await limiter.admit(call({ key: name.charAt(0) }), never);
      turns.push(name);
      running = letIn(admission);
    });
    for (const _ of waiting) {
      running.settle(nothing);
      await Promise.resolve();
      await Promise.resolve();
    }
    await Promise.all(waiting);
    expect(turns).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  test('that are small overtake none that wait for more room', async () => {
    const { limiter, advance, add } = simulated();
    add({ metric: 'tokens', amount: 60, per: 'minute', of: { kind: 'route', id: 'chat' }, queueMs: 60_000 });
    const running = letIn(limiter.admit(call({ tokens: 50 }), never));
    const turns: string[] = [];
    const wait = async (key: string, tokens: number) => {
      const admission = await limiter.admit(call({ key, tokens }), never);
      if (admission.ok) turns.push(key);
    };
    const both = [wait('large', 30), wait('small', 5)];
    await Promise.resolve();
    expect(turns).toEqual([]);
    running.settle({ tokens: 50, nanoDollars: 0 });
    advance(59_000);
    await Promise.all(both);
    expect(turns).toEqual(['large', 'small']);
  });

  test('are refused when their time to wait is over', async () => {
    const { limiter, advance, add } = simulated();
    add({ metric: 'concurrency', amount: 1, queueMs: 500 });
    letIn(limiter.admit(call(), never));
    const waiting = limiter.admit(call(), never);
    advance(500);
    expect(await waiting).toMatchObject({ ok: false, refusal: { reason: 'reached' } });
  });

  test('let nobody in for a client that has left', async () => {
    const { limiter, add } = simulated();
    add({ metric: 'concurrency', amount: 1, queueMs: 500 });
    const running = letIn(limiter.admit(call(), never));
    const left = new AbortController();
    const leaving = limiter.admit(call(), () => left.signal);
    const staying = limiter.admit(call(), never);
    left.abort();
    expect((await leaving).ok).toBe(false);
    running.settle(nothing);
    expect((await staying).ok).toBe(true);
  });

  test('wait in a bounded queue, in which nobody takes the place of others', async () => {
    const { limiter, add } = simulated();
    add({ metric: 'concurrency', amount: 1, of: { kind: 'route', id: 'chat' }, queueMs: 60_000 });
    const running = letIn(limiter.admit(call(), never));
    const greedy = Array.from({ length: 1_100 }, () => limiter.admit(call({ key: 'greedy' }), never));
    for (const refused of greedy.slice(1_000)) {
      expect(await refused).toMatchObject({ refusal: { reason: 'queue-full' } });
    }
    const modest = limiter.admit(call({ key: 'modest' }), never);
    expect(await greedy[999]).toMatchObject({ refusal: { reason: 'queue-full' } });
    running.settle(nothing);
    letIn(await (greedy[0] ?? modest)).settle(nothing);
    expect((await modest).ok).toBe(true);
  });

  test('that wait are looked at again when the limit is raised or removed', async () => {
    const { limiter, add } = simulated();
    const limit = add({ metric: 'concurrency', amount: 1, queueMs: 60_000 });
    letIn(limiter.admit(call(), never));
    const [second, third] = [limiter.admit(call(), never), limiter.admit(call(), never)];
    limiter.resize({ ...limit, amount: 2 });
    expect((await second).ok).toBe(true);
    limiter.remove(limit.id);
    expect((await third).ok).toBe(true);
  });

  test('that are also limited by the minute wait until both let them in', async () => {
    const { limiter, advance, add } = simulated();
    const of = { kind: 'route' as const, id: 'chat' };
    add({ metric: 'concurrency', amount: 1, of, queueMs: 60_000 });
    add({ metric: 'requests', amount: 2, per: 'minute', of, queueMs: 60_000 });
    const first = letIn(limiter.admit(call({ key: 'a' }), never));
    const second = limiter.admit(call({ key: 'b' }), never);
    const third = limiter.admit(call({ key: 'c' }), never);
    let thirdIsIn = false;
    const watched = Promise.resolve(third).then(({ ok }) => {
      thirdIsIn = ok;
    });
    first.settle(nothing);
    letIn(await second).settle(nothing);
    advance(29_999);
    await Promise.resolve();
    expect(thirdIsIn).toBe(false);
    advance(1);
    await watched;
    expect(thirdIsIn).toBe(true);
  });
});

/** What may happen in simulated traffic. */
const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('come' as const), key: fc.nat(2), asks: fc.nat(60) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('end' as const),
        which: fc.nat(),
        part: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(40_000) }) },
  ),
  { maxLength: 120 },
);

interface Counted {
  readonly atMs: number;
  readonly admittedMs: number;
  readonly used: number;
}

/** Runs traffic; tells what was used and when, and at each moment how much ran. */
async function traffic(
  happening: typeof steps extends fc.Arbitrary<infer Steps> ? Steps : never,
  limit: Parameters<ReturnType<typeof simulated>['add']>[0],
) {
  const { clock, limiter, advance, add } = simulated();
  add(limit);
  const running: { reservation: Reservation; asks: number; admittedMs: number }[] = [];
  const counted: Counted[] = [];
  let most = 0;
  const came: Promise<void>[] = [];
  for (const step of happening) {
    if (step.kind === 'come') {
      const asks = step.asks;
      const admission = limiter.admit(
        call({ key: `key_${step.key}`, tokens: asks, nanoDollars: asks }),
        never,
      );
      const enter = (known: Admission) => {
        if (known.ok) running.push({ reservation: known.reservation, asks, admittedMs: clock.time });
      };
      if (admission instanceof Promise) came.push(admission.then(enter));
      else enter(admission);
    } else if (step.kind === 'end' && running.length > 0) {
      const [ended] = running.splice(step.which % running.length, 1);
      if (ended === undefined) continue;
      const used = Math.floor(ended.asks * step.part);
      ended.reservation.settle({ tokens: used, nanoDollars: used });
      counted.push({ atMs: clock.time, admittedMs: ended.admittedMs, used });
    } else if (step.kind === 'pass') {
      advance(step.ms);
    }
    await Promise.resolve();
    most = Math.max(most, running.length);
  }
  return { counted, most, running };
}

describe('under any traffic', () => {
  const project = { kind: 'project' as const, id: 'default' };

  test('a rate is kept within every span of time, but for one request', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom(0, 20_000), async (happening, queueMs) => {
        const amount = 100;
        const { counted } = await traffic(happening, {
          metric: 'tokens',
          amount,
          per: 'minute',
          of: project,
          queueMs,
        });
        for (const [i, from] of counted.entries()) {
          let sum = 0;
          let largest = 0;
          for (const { atMs, used } of counted.slice(i)) {
            sum += used;
            largest = Math.max(largest, used);
            const allowed = amount + ((atMs - from.atMs) * amount) / 60_000;
            expect(sum).toBeLessThanOrEqual(allowed + largest);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  test('a budget is kept within every window, but for one request', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (happening) => {
        const { counted } = await traffic(happening, {
          metric: 'money',
          amount: 100,
          per: 'minute',
          of: project,
        });
        const windows = new Map<number, number[]>();
        for (const { admittedMs, used } of counted) {
          const { fromMs } = windowAt('minute', admittedMs);
          windows.set(fromMs, [...(windows.get(fromMs) ?? []), used]);
        }
        for (const uses of windows.values()) {
          const sum = uses.reduce((a, b) => a + b, 0);
          expect(sum - Math.max(...uses)).toBeLessThanOrEqual(100);
          if (uses.every((used) => used <= 0)) expect(sum).toBe(0);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('no more requests run at once than may', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (happening, amount) => {
        const { most } = await traffic(happening, {
          metric: 'concurrency',
          amount,
          of: project,
          queueMs: 60_000,
        });
        expect(most).toBeLessThanOrEqual(amount);
      }),
      { numRuns: 100 },
    );
  });
});
