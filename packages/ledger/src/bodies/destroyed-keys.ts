import type { Store } from '@ringwall/store';
import type { Expression, ExpressionBuilder, SqlBool, Transaction } from 'kysely';
import { blobFolder } from './blob-folder.ts';
import { destroySecrets } from './secret-slots.ts';
import type { BodyTables } from './tables.ts';

/** Says which body keys are meant. */
export type WhichKeys = (each: ExpressionBuilder<BodyTables, 'body_keys'>) => Expression<SqlBool>;

/** In the list of destroyed keys: that something else was deleted which must not stay in the database's log. */
const purgeMark = 'purge';
const foldersAtOnce = 200;

/** Overwrites the keys, deletes their rows and notes whose sealed bodies are to go; how many keys there were. */
export async function destroyKeys(trx: Transaction<unknown>, which: WhichKeys): Promise<number> {
  const tables = trx.withTables<BodyTables>();
  await tables
    .insertInto('destroyed_body_keys')
    .columns(['id'])
    .expression((from) => from.selectFrom('body_keys').select('id').where(which))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await destroySecrets(
    trx,
    'body_key_secrets',
    tables.selectFrom('body_keys').where(which).select('slot').$asScalar(),
  );
  const { numDeletedRows } = await tables.deleteFrom('body_keys').where(which).executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** Sees to it that the next sweep empties the database's log, where no key was destroyed. */
export async function markForPurge(trx: Transaction<unknown>): Promise<void> {
  await trx
    .withTables<BodyTables>()
    .insertInto('destroyed_body_keys')
    .values({ id: purgeMark })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Removes the sealed bodies of destroyed keys, and what the files of the database still have of the keys. To be run
 * after the transaction that destroyed them, and at a start: it goes on where a crash cut it off.
 */
export async function sweepDestroyedKeys(store: Store): Promise<void> {
  const db = store.db.withTables<BodyTables>();
  let after = '';
  for (;;) {
    const rows = await db
      .selectFrom('destroyed_body_keys')
      .select('id')
      .where('id', '>', after)
      .orderBy('id')
      .limit(foldersAtOnce)
      .execute();
    for (const { id } of rows) {
      const folder = blobFolder(id);
      if (folder !== undefined) await store.blobs.deleteFolder(folder);
    }
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.id;
  }
  if (after === '') return;
  // Forgotten only once nothing is left: whoever is killed before this sweeps again.
  await store.purge();
  await db.deleteFrom('destroyed_body_keys').where('id', '<=', after).execute();
}
