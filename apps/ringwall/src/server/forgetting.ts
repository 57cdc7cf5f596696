import type { Clock } from '@ringwall/core';
import { expiringRequests, findRequest } from '@ringwall/gateway';
import type { Identity } from '@ringwall/identity';
import {
  type Bodies,
  createForgetting,
  type Forgetting,
  type Ledger,
  type Projection,
  type RetentionPolicy,
} from '@ringwall/ledger';
import type { Store } from '@ringwall/store';
import type { AlarmSource } from './alarms.ts';

/** Goes on at one pace, whatever the wall clock is set to. */
const steadyClock: Clock = { now: () => performance.now() };

/** Completes the erasures that a crash cut off, before anything is served; joins what is to be forgotten with traffic. */
export function openForgetting(parts: {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly projection: Projection;
  readonly bodies: Bodies;
  readonly clock: Clock;
  readonly identity: Identity;
  readonly policy: RetentionPolicy;
}): Promise<Forgetting> {
  return createForgetting({
    ...parts,
    steadyClock,
    boundKeys: {
      of: (lookup) => parts.identity.keys.boundTo(lookup),
      revoked: (keys) => parts.identity.keys.withdraw(keys),
    },
    rows: [expiringRequests],
    findRequest: (request) => findRequest(parts, request),
  });
}

/** What a person should see to: bodies that stay closed, data that should be gone and is not. */
export function forgettingAlarms({ lock, retention, erasure }: Forgetting): AlarmSource {
  return () => [
    ...lock.current.map(({ entry, lockedAt, size, witnessedSize }) => ({
      id: `bodies-locked:${entry}`,
      title: 'Kept bodies are closed: this ledger was restored and may lack erasures',
      detail: `Restored with ${size} entries${witnessedSize === undefined ? '' : `, of ${witnessedSize} that were witnessed`}.`,
      advice:
        'Run `ringwall erasures supply` with an excerpt of the earlier log, or `ringwall erasures waive`.',
      ...(lockedAt !== undefined && { since: lockedAt }),
    })),
    ...(erasure.failing === undefined
      ? []
      : [
          {
            id: 'erasure-unfinished',
            title: 'An erasure is recorded and not finished',
            detail: erasure.failing,
            advice: 'It is tried again by itself; see to the disk of the data directory.',
          },
        ]),
    ...(retention.failing === undefined
      ? []
      : [
          {
            id: 'retention-failing',
            title: 'Data that is old enough to go is still here',
            detail: retention.failing,
            advice: 'Run `ringwall retention apply` and read what it says.',
          },
        ]),
  ];
}
