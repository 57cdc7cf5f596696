import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAttempts, maxDelayMs } from './attempts.ts';

const dayMs = 24 * 60 * 60 * 1000;

function open() {
  const clock = { time: Date.parse('2026-11-22T16:00:00Z'), now: () => clock.time };
  const attempts = createAttempts(clock);
  /** Whether an attempt was let through. */
  const attempt = (address: string, user: string | undefined = 'usr_1', name = 'ada') =>
    attempts.begin({ user, name, address });
  /** How often somebody who never waits in vain gets to guess within a time. */
  const guesses = (addresses: readonly string[], forMs: number, user?: string, name?: string) => {
    const end = clock.time + forMs;
    let count = 0;
    while (clock.time < end) {
      const waits = addresses.map((address) => {
        const begun = attempt(address, user, name);
        if (begun.ok) count++;
        return begun.ok ? 0 : begun.retryAfterMs;
      });
      clock.time += Math.max(1, Math.min(...waits));
    }
    return count;
  };
  return { clock, attempts, attempt, guesses };
}

describe('guessing', () => {
  test('from one address comes to about a hundred tries a day', () => {
    const { guesses } = open();
    expect(guesses(['192.0.2.1'], dayMs)).toBeLessThan(120);
  });

  test('from ever new addresses comes to little more', () => {
    const { guesses } = open();
    const addresses = Array.from({ length: 100 }, (_, i) => `192.0.2.${i}`);
    expect(guesses(addresses, dayMs)).toBeLessThan(150);
  });

  test('at once gets no further than one after the other', () => {
    const { attempt } = open();
    const begun = Array.from({ length: 100 }, () => attempt('192.0.2.1'));
    expect(begun.filter(({ ok }) => ok)).toHaveLength(5);
  });

  test('as names of nobody is slowed down alike, and by address', () => {
    const known = open();
    const unknown = open();
    const waits = ({ attempt }: ReturnType<typeof open>, user: string | undefined) =>
      Array.from({ length: 12 }, () => attempt('192.0.2.1', user)).map((begun) =>
        begun.ok ? 0 : begun.retryAfterMs,
      );
    expect(waits(unknown, '')).toEqual(waits(known, 'usr_1'));
    const { attempts } = open();
    const sprayed = Array.from({ length: 100 }, (_, i) =>
      attempts.begin({ user: undefined, name: `name ${i}`, address: '192.0.2.1' }),
    );
    expect(sprayed.filter(({ ok }) => ok)).toHaveLength(30);
  });

  test('as one user from one IPv6 network counts as from one address', () => {
    const { attempt } = open();
    const begun = Array.from({ length: 20 }, (_, i) => attempt(`2001:db8:1:2::${i.toString(16)}`));
    expect(begun.filter(({ ok }) => ok)).toHaveLength(5);
    expect(attempt('2001:db8:1:3::1').ok).toBe(true);
    expect(attempt('2001:db8:1:2:0:0:0:1').ok).toBe(false);
  });

  test('never gets more than what is free and what time has earned, whatever the order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(5), fc.integer({ min: 0, max: 30 * 60_000 })), { maxLength: 200 }),
        (steps) => {
          const { clock, attempt } = open();
          const start = clock.time;
          const counts = new Map<number, number>();
          let all = 0;
          for (const [address, waitMs] of steps) {
            clock.time += waitMs;
            if (!attempt(`192.0.2.${address}`).ok) continue;
            counts.set(address, (counts.get(address) ?? 0) + 1);
            all++;
          }
          // Eight doublings lead from two seconds to a quarter of an hour; time forgives one failure in that.
          const earned = 2 * ((clock.time - start) / maxDelayMs);
          for (const count of counts.values()) expect(count).toBeLessThanOrEqual(5 + 9 + earned);
          expect(all).toBeLessThanOrEqual(20 + 9 + earned);
        },
      ),
    );
  });
});

describe('somebody who has signed in from an address', () => {
  test('is not locked out by failures from elsewhere', () => {
    const { attempt, guesses } = open();
    const first = attempt('198.51.100.7');
    if (first.ok) first.attempt.succeeded();
    guesses(
      Array.from({ length: 50 }, (_, i) => `192.0.2.${i}`),
      dayMs,
    );
    expect([attempt('203.0.113.1').ok, attempt('203.0.113.2').ok]).toContain(false);
    expect(attempt('198.51.100.7').ok).toBe(true);
  });

  test('begins from nothing after a success', () => {
    const { attempt } = open();
    for (let i = 0; i < 4; i++) attempt('192.0.2.1');
    const right = attempt('192.0.2.1');
    expect(right.ok).toBe(true);
    expect(attempt('192.0.2.1').ok).toBe(false);
    if (right.ok) right.attempt.succeeded();
    expect(Array.from({ length: 5 }, () => attempt('192.0.2.1').ok)).toEqual(Array(5).fill(true));
  });
});

test('an account of one’s own does not win back guesses at others', () => {
  const { attempt } = open();
  let guessed = 0;
  for (let i = 0; i < 500; i++) {
    if (attempt('192.0.2.1', `usr_${i}`).ok) guessed++;
    const own = attempt('192.0.2.1', 'usr_own');
    if (own.ok) own.attempt.succeeded();
  }
  expect(guessed).toBe(30);
});

test('everybody comes from loopback where a proxy is in front: that address counts for each user alone', () => {
  const { attempt } = open();
  const begun = Array.from({ length: 200 }, (_, i) => attempt('127.0.0.1', `usr_${i}`));
  expect(begun.every(({ ok }) => ok)).toBe(true);
});

test('a long wait is told once, to be recorded, and then an unlock ends it', () => {
  const { clock, attempt, attempts } = open();
  const locks = [];
  for (let i = 0; i < 60; i++) {
    const begun = attempt('192.0.2.1');
    if (begun.ok) locks.push(begun.attempt.lock);
    else clock.time += begun.retryAfterMs;
  }
  expect(locks.filter((lock) => lock !== undefined)).toEqual([
    { untilMs: expect.any(Number), failures: expect.any(Number) },
  ]);
  while (attempt('192.0.2.1').ok);
  attempts.unlock('usr_1');
  expect(attempt('192.0.2.1').ok).toBe(true);
});

test('a clock that is put back makes nobody wait for it', () => {
  const { clock, attempt } = open();
  for (let i = 0; i < 20; i++) attempt('192.0.2.1');
  clock.time -= 30 * dayMs;
  const begun = attempt('192.0.2.1');
  expect(begun.ok || begun.retryAfterMs).toBeLessThanOrEqual(maxDelayMs);
  clock.time += maxDelayMs;
  expect(attempt('192.0.2.1').ok).toBe(true);
});
