import { type Actor, type Clock, decodeEvent, newEvent, type Shown, sha256Hex } from '@ringwall/core';
import type { Store } from '@ringwall/store';
import { verifyCaseSlice } from '@ringwall/verifier';
import { z } from 'zod';
import { LedgerError } from '../errors.ts';
import type { Ledger } from '../ledger.ts';
import type { Projection } from '../projection/projection.ts';
import type { RetentionTables } from '../retention/tables.ts';
import type { Erasure } from '../subjects/erasure.ts';

const count = z.int().nonnegative();

/** A restore after which bodies stay closed. */
export const bodyLock = z
  .object({
    entry: count.describe(
      'Ledger index of the `ledger.restored`; where a database was put back, the size of the log when that was found.',
    ),
    lockedAt: z
      .string()
      .exactOptional()
      .describe('When the ledger was restored; absent where a database was put back.'),
    log: z.string().describe('Verifier key of the log that has the erasures which may be missing here.'),
    size: count.describe('Entries it was restored with: erasures may be missing from here on.'),
    witnessedSize: count.exactOptional().describe('Entries a witness had seen: up to here at least.'),
  })
  .meta({ id: 'BodyLock' });
export type Lock = Shown<typeof bodyLock>;

/** What an excerpt of the earlier log supplied. */
export const supplied = z
  .object({
    from: count,
    to: count,
    subjects: count.describe('Erasures that were done again.'),
    holds: z
      .array(z.string())
      .describe('Legal holds of that time, which are not placed again by themselves.'),
  })
  .meta({ id: 'ErasuresSupplied' });
export type Supplied = Shown<typeof supplied>;

/**
 * Keeps bodies closed after the ledger itself was restored: it may have been older than erasures that were promised.
 * They open once the missing erasures were supplied, or somebody decided to do without.
 */
export interface BodyLock {
  /** The restores that nobody has answered for; bodies are open when there is none. */
  readonly current: readonly Lock[];
  /** Opens the bodies as they are. @throws what an append throws */
  waive(given: { readonly reason: string; readonly actor: Actor }): Promise<void>;
  /**
   * Does the erasures again that an excerpt of the earlier log has, and opens the bodies. The excerpt must be signed by
   * that log, reach from the size it was restored with to the witnessed one and to where the log was when it was taken,
   * and hold every erasure between.
   * @throws LedgerError ledger/erasures-refused with the reason; what an append throws
   */
  supply(slice: string, actor: Actor): Promise<Supplied>;
}

const recordDeadlineMs = 10_000;

/** The projection must have caught up. */
export async function createBodyLock(parts: {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly projection: Projection;
  readonly erasure: Erasure;
  readonly clock: Clock;
}): Promise<BodyLock> {
  const { store, ledger, projection, erasure, clock } = parts;

  let current = await locks();

  async function locks(): Promise<readonly Lock[]> {
    const rows = await store.db
      .withTables<RetentionTables>()
      .selectFrom('body_locks')
      .selectAll()
      .orderBy('idx')
      .execute();
    return rows.map((row) => ({
      entry: row.idx,
      ...(row.locked_at !== null && { lockedAt: new Date(row.locked_at).toISOString() }),
      log: row.log === '' ? ledger.verifierKey : row.log,
      size: row.size,
      ...(row.witnessed_size !== null && { witnessedSize: row.witnessed_size }),
    }));
  }

  async function append(event: Parameters<Ledger['append']>[0]): Promise<void> {
    const { index } = await ledger.append(event, { deadlineMs: recordDeadlineMs });
    await projection.reached(index);
    current = await locks();
  }

  return {
    get current() {
      return current;
    },

    waive: ({ reason, actor }) =>
      append(newEvent('erasures.waived', { time: clock.now(), project: 'default', actor, data: { reason } })),

    async supply(slice, actor) {
      const [lock, another] = current;
      if (lock === undefined) throw refused('no restored ledger waits for erasures');
      if (another !== undefined) throw refused('the ledger was restored more than once; waive instead');
      const verified = await verifyCaseSlice(slice, { logKeys: [lock.log] });
      if (!verified.ok) throw refused(verified.reason);
      const { from, to, filter, index: stated } = verified.statement;
      const { types, ...narrowing } = filter;
      if (Object.keys(narrowing).length > 0 || (types && !types.some(takesErasures)))
        throw refused('its filter leaves out erasures');
      if (from > lock.size) throw refused(`it begins at ${from}, after the ${lock.size} entries there were`);
      if (to < (lock.witnessedSize ?? lock.size))
        throw refused(`it ends at ${to}, before the ${lock.witnessedSize} entries that were witnessed`);
      // Where nobody has seen the log, the excerpt itself still shows that it went on.
      if (to < stated) throw refused(`it ends at ${to}, and the log had ${stated} entries when it was taken`);
      const [origin = ''] = lock.log.split('+');
      const holds: string[] = [];
      let subjects = 0;
      for (const { index, leaf } of verified.entries) {
        // What was there before was restored with the ledger, and was done when it was opened.
        if (index < lock.size) continue;
        const event = decodeEvent(Buffer.from(leaf));
        if (event.type === 'hold.placed') holds.push(event.data.hold);
        if (event.type !== 'subject.erased') continue;
        const { project, data } = event;
        await erasure.repeat({ project, ...data, repeats: { origin, index } }, actor);
        subjects++;
      }
      await erasure.finish();
      const data = { origin, from, to, digest: sha256Hex(slice), subjects };
      await append(newEvent('erasures.supplied', { time: clock.now(), project: 'default', actor, data }));
      return { from, to, subjects, holds };
    },
  };
}

function takesErasures(type: string): boolean {
  return type === 'subject.erased' || (type.endsWith('.') && 'subject.erased'.startsWith(type));
}

function refused(reason: string): LedgerError {
  return new LedgerError(
    'ledger/erasures-refused',
    `The excerpt does not supply what is missing: ${reason}.`,
  );
}
