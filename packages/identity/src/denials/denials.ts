import { type Actor, type Clock, newEvent, type RingwallEvent } from '@ringwall/core';
import { Bucket } from './bucket.ts';

/** Something that somebody was not allowed. */
export interface Denial {
  readonly actor: Actor;
  readonly project: string;
  readonly action: string;
  readonly resource: string;
  readonly reason: string;
  /** The policies that forbade it; none where nothing permitted it. */
  readonly policies?: readonly string[] | undefined;
  /** Of traffic, the request, the model asked for, and what for. */
  readonly request?: string | undefined;
  readonly model?: string | undefined;
  readonly purpose?: string | undefined;
  /** Of somebody unknown, the address: tells one from another, and is not recorded. */
  readonly address?: string | undefined;
}

/** Records what was not allowed. Nothing was served, so nothing waits for the record. */
export interface Denials {
  record(denial: Denial): void;
}

const perCaller = { burst: 20, perSecond: 5 };
/** Whoever is unknown can be anybody: all of them together have room for so many. */
const ofStrangers = { burst: 40, perSecond: 10 };
const inAll = { burst: 200, perSecond: 50 };
const maxCallers = 1_024;
const maxText = 512;
const maxPolicies = 16;

interface Caller {
  readonly bucket: Bucket;
  suppressed: number;
}

/**
 * A flood of refusals fills no disk, and that of one caller hides no other's: each has a bucket of its own within one
 * for all. What does not fit is counted, and the count goes into the caller's next record.
 */
export function createDenials(parts: {
  readonly ledger: { append(event: RingwallEvent): Promise<unknown> };
  readonly clock: Clock;
}): Denials {
  const { ledger, clock } = parts;
  const callers = new Map<string, Caller>();
  const strangers = new Bucket(ofStrangers, clock.now());
  const all = new Bucket(inAll, clock.now());
  /** Of callers that were forgotten, or whose record failed. */
  let unaccounted = 0;

  function callerOf(name: string, now: number): Caller {
    const known = callers.get(name);
    // The least recently seen is the first.
    if (known !== undefined) callers.delete(name);
    const caller = known ?? { bucket: new Bucket(perCaller, now), suppressed: 0 };
    callers.set(name, caller);
    if (callers.size > maxCallers) {
      const [oldest] = callers;
      if (oldest !== undefined) {
        callers.delete(oldest[0]);
        unaccounted += oldest[1].suppressed;
      }
    }
    return caller;
  }

  return {
    record({ actor, project, action, resource, reason, policies = [], address = '', ...traffic }) {
      const now = clock.now();
      const isStranger = actor.kind === 'anonymous';
      const caller = callerOf(isStranger ? `at ${addressBlock(address)}` : `is ${actor.id}`, now);
      const fits = caller.bucket.take(now) && (!isStranger || strangers.take(now)) && all.take(now);
      if (!fits) {
        caller.suppressed++;
        return;
      }
      const suppressed = caller.suppressed + unaccounted;
      caller.suppressed = 0;
      unaccounted = 0;
      const data = {
        action,
        resource: short(resource),
        reason: short(reason),
        suppressed,
        ...(traffic.request !== undefined && { request: traffic.request }),
        ...(traffic.model !== undefined && { model: short(traffic.model) }),
        ...(traffic.purpose !== undefined && { purpose: short(traffic.purpose) }),
        ...(policies.length > 0 && {
          policies: policies.slice(0, maxPolicies).map(short),
        }),
      };
      // If it cannot be written the ledger's state says so.
      ledger
        .append(newEvent('access.denied', { time: now, project: short(project), actor, data }))
        .catch(() => {
          unaccounted += suppressed + 1;
        });
    },
  };
}

/** What an event takes: a character that was cut in two is none. */
function short(text: string): string {
  return text.slice(0, maxText).toWellFormed();
}

/** Whoever has one IPv6 address has 2^64 of them. */
function addressBlock(address: string): string {
  return address.includes(':') && !address.includes('.') ? address.split(':', 4).join(':') : address;
}
