import { type Actor, type Clock, newEvent, type Shown } from '@ringwall/core';
import type { Outbox } from '@ringwall/store';
import { z } from 'zod';
import type { Bodies } from '../bodies/bodies.ts';
import { inTurns } from '../in-turn.ts';
import type { Keyring } from './keyring.ts';

const count = z.int().nonnegative();

/** What a rotation of the key-encryption key came to. */
export const keyRotated = z
  .object({
    version: count.describe('The version that wraps every body key now.'),
    destroyed: z.array(count).describe('The versions that are gone.'),
    bodyKeys: count.describe('Body keys under the new version: all there are.'),
  })
  .meta({ id: 'EncryptionKeyRotated' });
export type KeyRotated = Shown<typeof keyRotated>;

/** Replaces the key-encryption key of a running server. Bodies go on being sealed and opened meanwhile. */
export interface KeyRotation {
  /**
   * Makes a new version, wraps every body key anew under it, records that, and destroys the older versions, in this
   * order: a crash at any point leaves every body key openable, and the rest to `finish`.
   */
  rotate(actor: Actor): Promise<KeyRotated>;
  /** Completes what a crash cut off; undefined where nothing was. */
  finish(): Promise<KeyRotated | undefined>;
  /** Lets a rotation that runs end after the rows it is at. */
  close(): Promise<void>;
}

/** One a server: rotations run one after the other. */
export function createKeyRotation(parts: {
  readonly keyring: Keyring;
  readonly bodies: Bodies;
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** Whether the ledger has the event of this uid. */
  readonly isRecorded: (uid: string) => Promise<boolean>;
  /** Wraps anew what lies under the key-encryption key beside body keys. */
  readonly rewrapOthers?: () => Promise<void>;
}): KeyRotation {
  const { keyring, bodies, outbox, clock } = parts;
  const closing = new AbortController();
  const inTurn = inTurns(closing.signal);

  async function complete(actor: Actor): Promise<KeyRotated> {
    const version = keyring.encryptionKeyVersions.at(-1) ?? 0;
    const replaced = keyring.encryptionKeyVersions.slice(0, -1);
    const bodyKeys = await bodies.rewrapKeys(closing.signal);
    await parts.rewrapOthers?.();
    // The same for every attempt: recorded once, however often a crash makes it begin again.
    const uid = `evt_kek_${keyring.origin}_${version}`;
    if (!(await parts.isRecorded(uid))) {
      const fields = { time: clock.now(), project: 'default', actor, uid };
      const event = newEvent('kek.rotated', { ...fields, data: { version, replaced, bodyKeys } });
      await outbox.transact(async (_trx, emit) => emit(event));
    }
    return { version, destroyed: await keyring.destroyOldEncryptionKeys(), bodyKeys };
  }

  return {
    rotate: (actor) =>
      inTurn(async () => {
        await keyring.rotateEncryptionKey();
        return await complete(actor);
      }),
    finish: () =>
      inTurn(async () => {
        if (keyring.encryptionKeyVersions.length < 2) return undefined;
        return await complete({ kind: 'server', id: 'ringwall' });
      }),
    async close() {
      closing.abort();
      // Refused in its turn: by then nothing runs.
      await inTurn(() => Promise.resolve()).catch(() => undefined);
    },
  };
}
