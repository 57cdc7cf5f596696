import type { Outbox } from '@ringwall/store';
import type { IdentityTables } from '../tables.ts';
import type { KeyUseTables } from './use-tables.ts';

type Transaction = Parameters<Parameters<Outbox['transact']>[0]>[0];

/** Revokes keys of a person who was erased, and forgets whom they were bound to and where they came from. Doing it again changes nothing. */
export async function revokeBoundKeys(
  trx: Transaction,
  keys: readonly string[],
  atMs: number,
): Promise<void> {
  await trx.withTables<KeyUseTables>().deleteFrom('key_addresses').where('key_id', 'in', keys).execute();
  await trx
    .withTables<IdentityTables>()
    .updateTable('api_keys')
    .set(({ fn, val }) => ({ subject: null, revoked_at: fn.coalesce('revoked_at', val(atMs)) }))
    .where('id', 'in', keys)
    .execute();
}
