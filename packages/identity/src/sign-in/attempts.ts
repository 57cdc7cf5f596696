import { type Clock, hmacSha256, randomBytes } from '@ringwall/core';

/** So many attempts may fail without a wait; from then on each failure doubles the wait for the next. */
const freeOfPair = 5;
const freeOfUser = 20;
const freeOfAddress = 30;
const firstDelayMs = 2_000;
export const maxDelayMs = 15 * 60 * 1000;
/** In this time one failure is forgiven. At the longest delay one attempt in it is all there is: 96 a day. */
const forgivenEveryMs = maxDelayMs;
/** From here on a wait is a lock that is recorded. */
const recordedDelayMs = 60_000;

const maxPairs = 10_000;
const maxAddresses = 10_000;
const unknownSlots = 1024;
const maxFamiliar = 8;

/** An attempt that may go on. It counts as failed until it has succeeded, so that many at once do not get around it. */
export interface Attempt {
  /** Forgives what this user has failed at so far, from here. */
  succeeded(): void;
  /** A step was right and another is asked for: of the address this attempt is taken back, and nothing else. */
  passed(): void;
  /** Set where this attempt, should it fail, begins a lock: for the record. */
  readonly lock?: { readonly untilMs: number; readonly failures: number };
}

/** How often somebody may try to sign in: counted by user and address, by user, and by address. */
export interface Attempts {
  /** `name` is what was typed where no user has it: who is not there waits like who is. */
  begin(who: {
    readonly user?: string | undefined;
    readonly name: string;
    readonly address: string;
  }):
    | { readonly ok: true; readonly attempt: Attempt }
    | { readonly ok: false; readonly retryAfterMs: number };
  /** Lets a user try again at once, from everywhere. */
  unlock(user: string): void;
  /** Until when attempts as this user wait a minute or more somewhere; undefined where they do not. */
  lockedUntilMs(user: string): number | undefined;
}

interface Count {
  failures: number;
  lastMs: number;
}

/**
 * In memory: a restart forgives, and only who may restart the server can use that. From an address that a user has signed
 * in from before only failures from there count, so that nobody locks somebody out by failing elsewhere.
 */
export function createAttempts(clock: Clock): Attempts {
  const pairs = new Map<string, Count>();
  const users = new Map<string, Count>();
  const addresses = new Map<string, Count>();
  const familiar = new Map<string, readonly string[]>();
  const locks = new Map<string, number>();
  const key = randomBytes(32);

  /** Names that nobody has share some places: neither their number nor an order of forgetting tells who is there. */
  const slotOf = (name: string) =>
    `unknown ${Buffer.from(hmacSha256(key, name.normalize('NFKC').toLowerCase())).readUInt32BE(0) % unknownSlots}`;

  return {
    begin({ user, name, address }) {
      const now = clock.now();
      const who = user ?? slotOf(name);
      const network = networkOf(address);
      const pair = countOf(pairs, `${who} ${network}`, { now, bound: maxPairs });
      const looked = [{ count: pair, free: freeOfPair }];
      if (!familiar.get(who)?.includes(network)) {
        looked.push({ count: countOf(users, who, { now }), free: freeOfUser });
      }
      // Everybody behind a proxy on this machine comes from loopback: that address tells nobody apart.
      if (!isLoopback(address)) {
        looked.push({
          count: countOf(addresses, network, { now, bound: maxAddresses }),
          free: freeOfAddress,
        });
      }
      const waitMs = Math.max(...looked.map(({ count, free }) => waitOf(count, free, now)));
      if (waitMs > 0) return { ok: false, retryAfterMs: waitMs };
      const delays = looked.map(({ count, free }) => fail(count, free, now));
      const delayMs = Math.max(...delays);
      const before = Math.max(...looked.map(({ count, free }) => delayOf(count.failures - 1, free)));
      const lock =
        delayMs >= recordedDelayMs && before < recordedDelayMs
          ? {
              untilMs: now + delayMs,
              failures: Math.max(...looked.map(({ count }) => Math.floor(count.failures))),
            }
          : undefined;
      if (user !== undefined && delayMs >= recordedDelayMs) locks.set(user, now + delayMs);
      const passed = () => {
        const own = addresses.get(network);
        if (own !== undefined) own.failures = Math.max(0, own.failures - 1);
      };
      const succeeded = () => {
        locks.delete(who);
        pairs.delete(`${who} ${network}`);
        users.delete(who);
        // An attacker's own account must not win back guesses at others': of the address this attempt alone is taken back.
        passed();
        const others = (familiar.get(who) ?? []).filter((known) => known !== network);
        familiar.set(who, [...others, network].slice(-maxFamiliar));
      };
      return { ok: true, attempt: { succeeded, passed, ...(lock && { lock }) } };
    },

    unlock(user) {
      locks.delete(user);
      users.delete(user);
      for (const pair of pairs.keys()) if (pair.startsWith(`${user} `)) pairs.delete(pair);
    },

    lockedUntilMs(user) {
      const until = locks.get(user);
      return until !== undefined && clock.now() < until ? until : undefined;
    },
  };
}

/** The count under `key`; with a bound, the one that was touched longest ago makes room. */
function countOf(
  counts: Map<string, Count>,
  key: string,
  { now, bound = Number.POSITIVE_INFINITY }: { readonly now: number; readonly bound?: number },
): Count {
  const found = counts.get(key) ?? { failures: 0, lastMs: now };
  // A clock that was put back must not make anybody wait until it is there again.
  found.lastMs = Math.min(found.lastMs, now);
  counts.delete(key);
  const oldest = counts.size >= bound ? counts.keys().next().value : undefined;
  if (oldest !== undefined) counts.delete(oldest);
  counts.set(key, found);
  return found;
}

function forgiven(count: Count, now: number): number {
  return Math.max(0, count.failures - (now - count.lastMs) / forgivenEveryMs);
}

function waitOf(count: Count, free: number, now: number): number {
  return Math.max(0, delayOf(count.failures, free) - (now - count.lastMs));
}

function delayOf(failures: number, free: number): number {
  const over = Math.floor(failures) - free;
  return over < 0 ? 0 : Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(over, 20));
}

function fail(count: Count, free: number, now: number): number {
  count.failures = forgiven(count, now) + 1;
  count.lastMs = now;
  return delayOf(count.failures, free);
}

/** An IPv6 network of 64 bits is one household; an IPv4 address is itself, also where it is mapped. */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - groups.length - rest.length }, () => '0');
  return [...groups, ...zeros, ...rest].slice(0, 4).join(':');
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
