import type { Clock } from '@ringwall/core';
import type { Outbox, Store } from '@ringwall/store';
import type { Epoch } from './epoch.ts';

/** What every part of identity works with. */
export interface IdentityParts {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly epoch: Epoch;
}
