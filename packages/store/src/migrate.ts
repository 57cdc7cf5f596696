import type { Dialect, Migration } from '@ringwall/core';
import { type Kysely, sql } from 'kysely';
import { StoreError } from './errors.ts';

type MigrationTables = { migrations: { id: string; applied_at: number } };

const idPattern = /^[a-z][a-z0-9-]*\/\d{4}-[a-z0-9-]+$/;

/**
 * Applies the migrations that the database does not have yet, in the order given, each in its own transaction.
 * @throws StoreError store/schema-newer when the database has one that is not given; store/migration-failed
 * when one fails (nothing of it is kept, the ones before it are) or two share an id.
 */
export async function migrate(
  db: Kysely<unknown>,
  migrations: readonly Migration[],
  options: { readonly dialect: Dialect; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const known = checkedIds(migrations);
  const tables = db.withTables<MigrationTables>();
  await sql`create table if not exists migrations (id text primary key, applied_at bigint not null)`.execute(
    db,
  );
  const rows = await tables.selectFrom('migrations').select('id').orderBy('id').execute();
  const applied = new Set(rows.map((row) => row.id));
  const unknown = [...applied].filter((id) => !known.has(id));
  if (unknown.length > 0) {
    throw new StoreError(
      'store/schema-newer',
      `The database has steps that this version does not know: ${unknown.slice(0, 5).join(', ')}.`,
    );
  }
  for (const migration of migrations) {
    if (applied.has(migration.id)) continue;
    options.signal?.throwIfAborted();
    await apply(tables, migration, options.dialect);
  }
}

async function apply(db: Kysely<MigrationTables>, migration: Migration, dialect: Dialect): Promise<void> {
  try {
    await db.transaction().execute(async (trx) => {
      for (const statement of migration.statements(dialect)) await sql.raw(statement).execute(trx);
      await trx.insertInto('migrations').values({ id: migration.id, applied_at: Date.now() }).execute();
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError('store/migration-failed', `${migration.id}: ${reason}`, { cause });
  }
}

function checkedIds(migrations: readonly Migration[]): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { id } of migrations) {
    if (!idPattern.test(id))
      throw new StoreError('store/migration-failed', `"${id}" is not a migration's id.`);
    if (ids.has(id)) throw new StoreError('store/migration-failed', `Two migrations are called ${id}.`);
    ids.add(id);
  }
  return ids;
}
