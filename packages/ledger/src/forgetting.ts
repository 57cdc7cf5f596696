import type { Clock } from '@ringwall/core';
import type { Store } from '@ringwall/store';
import type { Bodies } from './bodies/bodies.ts';
import { type BodyLock, createBodyLock } from './bodies/body-lock.ts';
import { createHolds, type FindRequest, type Holds } from './holds/holds.ts';
import { inTurns } from './in-turn.ts';
import type { Ledger } from './ledger.ts';
import type { Projection } from './projection/projection.ts';
import type { ExpiringRows } from './retention/expiring-rows.ts';
import { createRetention, type Retention, type RetentionPolicy } from './retention/retention.ts';
import { type BoundKeys, createErasure, type Erasure } from './subjects/erasure.ts';

/** Everything about not keeping what shall not be kept, and keeping what must be. */
export interface Forgetting {
  readonly erasure: Erasure;
  readonly holds: Holds;
  readonly retention: Retention;
  readonly lock: BodyLock;
  readonly findRequest: FindRequest;
  /** Ends what runs by itself. */
  close(): Promise<void>;
}

/**
 * Joins erasure, legal holds and retention: they run one after the other, so that none sees another half done. The
 * projection must have `forgettingProjector`. Resolves when what a crash cut off is complete: nothing may be served
 * before.
 */
export async function createForgetting(parts: {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly projection: Projection;
  readonly bodies: Bodies;
  readonly clock: Clock;
  readonly steadyClock: Clock;
  readonly boundKeys: BoundKeys;
  readonly findRequest: FindRequest;
  readonly policy: RetentionPolicy;
  /** Rows that other packages made from records. */
  readonly rows: readonly ExpiringRows[];
}): Promise<Forgetting> {
  const shared = { ...parts, inTurn: inTurns() };
  const erasure = createErasure(shared);
  await erasure.finish();
  const retention = createRetention(shared);
  return {
    erasure,
    holds: createHolds({ ...shared, subjects: parts.bodies.subjects }),
    retention,
    lock: await createBodyLock({ ...shared, erasure }),
    findRequest: parts.findRequest,
    async close() {
      await retention.close();
      await erasure.close();
    },
  };
}
