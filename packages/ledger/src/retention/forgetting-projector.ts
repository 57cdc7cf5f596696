import type { EventOf, RingwallEvent } from '@ringwall/core';
import type { Transaction } from 'kysely';
import { dayOf } from '../bodies/body-keys.ts';
import { destroyKeys, markForPurge } from '../bodies/destroyed-keys.ts';
import { destroySecrets } from '../bodies/secret-slots.ts';
import type { BodyTables } from '../bodies/tables.ts';
import { activeHolds, isFreeKey } from '../holds/hold-scope.ts';
import type { HoldTables } from '../holds/tables.ts';
import type { ProjectedEvent, Projector } from '../projection/projection.ts';
import type { SubjectTables } from '../subjects/tables.ts';
import type { RetentionTables } from './tables.ts';

/**
 * Does what the ledger says is to be forgotten, and keeps its legal holds. Each in the order of the log: a database that
 * was put back from a copy forgets again, by itself and before it serves anybody, whatever was forgotten since.
 */
export const forgettingProjector: Projector = {
  name: 'forgetting',
  async apply(trx, entries) {
    for (const entry of entries) await applyOne(trx, entry);
  },
  missed: lockMissed,
};

/** The database is older than what the log still has: there may have been erasures that nobody can read any more. */
async function lockMissed(
  trx: Transaction<unknown>,
  { from, to, size }: { readonly from: number; readonly to: number; readonly size: number },
): Promise<void> {
  const tables = trx.withTables<RetentionTables & BodyTables>();
  const key = await tables.selectFrom('body_keys').select('id').limit(1).executeTakeFirst();
  if (key === undefined) return;
  await tables
    .insertInto('body_locks')
    // Only entries from here on can be about it: the waivers that are about to be followed are older.
    .values({ idx: size, log: '', size: from, witnessed_size: to, locked_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function applyOne(trx: Transaction<unknown>, { index, event }: ProjectedEvent): Promise<void> {
  switch (event.type) {
    case 'subject.erased':
      return await erase(trx, event);
    case 'hold.placed':
      return await place(trx, index, event);
    case 'hold.released':
      return await release(trx, event);
    case 'retention.applied':
      return await retain(trx, index, event);
    case 'ledger.restored':
      return await lock(trx, index, event);
    case 'erasures.supplied':
    case 'erasures.waived':
      return await unlock(trx, index);
  }
}

async function erase(
  trx: Transaction<unknown>,
  { data: { subject } }: EventOf<'subject.erased'>,
): Promise<void> {
  await destroyKeys(trx, (each) => each('subject', '=', subject));
  const person = trx.withTables<SubjectTables>().selectFrom('subjects').where('subject', '=', subject);
  await destroySecrets(trx, 'subject_lookups', person.select('slot').$asScalar());
  await trx.withTables<SubjectTables>().deleteFrom('subjects').where('subject', '=', subject).execute();
  await markForPurge(trx);
}

async function place(trx: Transaction<unknown>, index: number, event: EventOf<'hold.placed'>): Promise<void> {
  const { hold, scope, reason } = event.data;
  const placed = { hold, idx: index, placed_at: timeOf(event), scope: JSON.stringify(scope), reason };
  await trx
    .withTables<HoldTables>()
    .insertInto('legal_holds')
    .values({ ...placed, actor_kind: event.actor.kind, actor: event.actor.id, released_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function release(trx: Transaction<unknown>, event: EventOf<'hold.released'>): Promise<void> {
  await trx
    .withTables<HoldTables>()
    .updateTable('legal_holds')
    .set({ released_at: timeOf(event) })
    .where('hold', '=', event.data.hold)
    .where('released_at', 'is', null)
    .execute();
}

async function retain(
  trx: Transaction<unknown>,
  index: number,
  event: EventOf<'retention.applied'>,
): Promise<void> {
  const { class: kind, removed, held } = event.data;
  const before = Date.parse(event.data.before);
  if (kind === 'bodies') await destroyBodiesBefore(trx, before);
  const run = { idx: index, applied_at: timeOf(event), before, removed, held };
  await trx
    .withTables<RetentionTables>()
    .insertInto('retention_runs')
    .values({ class: kind, ...run })
    .onConflict((conflict) => conflict.column('class').doUpdateSet(run))
    .execute();
}

async function destroyBodiesBefore(trx: Transaction<unknown>, beforeMs: number): Promise<void> {
  const holds = await activeHolds(trx);
  await destroyKeys(trx, (each) => each.and([each('day', '<', dayOf(beforeMs)), isFreeKey(each, holds)]));
  // A person nothing is kept about is forgotten too; whoever is still remembered gets the row anew with the next key.
  const tables = trx.withTables<SubjectTables & BodyTables>();
  const strangers = tables
    .selectFrom('subjects')
    .where('created_at', '<', beforeMs)
    .where(
      'subject',
      'not in',
      tables.selectFrom('body_keys').select('subject').where('subject', 'is not', null),
    )
    .where('subject', 'not in', heldSubjects(holds));
  await destroySecrets(trx, 'subject_lookups', strangers.select('slot').$asScalar());
  await tables.deleteFrom('subjects').where('subject', 'in', strangers.select('subject')).execute();
  await markForPurge(trx);
}

/** Named by a hold: they must be found again when it is released. */
function heldSubjects(holds: Awaited<ReturnType<typeof activeHolds>>): readonly string[] {
  return ['', ...holds.flatMap(({ scope }) => scope.subjects ?? [])];
}

async function lock(
  trx: Transaction<unknown>,
  index: number,
  event: EventOf<'ledger.restored'>,
): Promise<void> {
  const { from, size, witnessedSize } = event.data;
  await trx
    .withTables<RetentionTables>()
    .insertInto('body_locks')
    .values({ idx: index, log: from, size, witnessed_size: witnessedSize ?? null, locked_at: timeOf(event) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function unlock(trx: Transaction<unknown>, index: number): Promise<void> {
  await trx.withTables<RetentionTables>().deleteFrom('body_locks').where('idx', '<=', index).execute();
}

function timeOf(event: RingwallEvent): number {
  return Date.parse(event.time);
}
