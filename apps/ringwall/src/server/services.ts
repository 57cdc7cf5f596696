import type { Clock } from '@ringwall/core';
import type { Guard } from '@ringwall/guard';
import type { Identity } from '@ringwall/identity';
import type {
  Bodies,
  Forgetting,
  KeyRotation,
  Ledger,
  LogKeyRotation,
  Projection,
  Witnessing,
} from '@ringwall/ledger';
import type { Store } from '@ringwall/store';

/** The running parts that routes may ask for. */
export interface Services {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly projection: Projection;
  readonly identity: Identity;
  readonly guard: Guard;
  readonly bodies: Bodies;
  readonly forgetting: Forgetting;
  readonly keyRotation: KeyRotation;
  readonly logKeyRotation: LogKeyRotation;
  readonly witnessing: Witnessing;
  readonly clock: Clock;
}
