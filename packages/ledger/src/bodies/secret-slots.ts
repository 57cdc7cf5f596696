import type { Expression, Selectable, Transaction } from 'kysely';

type SlotRow = { readonly slot: number; readonly secret: string };

export type SlotTables = {
  /** Body keys, sealed under the key-encryption key; base64. */
  readonly body_key_secrets: SlotRow;
  /** Keyed digests by which persons are found; base64url. */
  readonly subject_lookups: SlotRow;
  /** Overwritten slots, to be used again. */
  readonly free_slots: { readonly store: string; readonly slot: number };
};

type SlotStore = 'body_key_secrets' | 'subject_lookups';

/** Every secret of a table has this many characters: 60 bytes in base64, 32 in base64url. */
const secretLength: Readonly<Record<SlotStore, number>> = { body_key_secrets: 80, subject_lookups: 43 };

/*
 * Secrets that must be gone once they are destroyed lie in tables of their own, at numbered slots. SQLite overwrites what is
 * deleted, but when it splits and merges pages it moves rows about and leaves old copies in the gaps of a page. A table
 * that only grows at its end, and whose rows are overwritten by others of the same length, moves no row: each secret was
 * in one place, and overwriting it there is enough. So no slot is ever deleted, and free ones are used again.
 */

/** Keeps secrets; gives their slots in the same order. */
export async function keepSecrets(
  trx: Transaction<unknown>,
  store: SlotStore,
  secrets: readonly string[],
): Promise<readonly number[]> {
  if (secrets.some((secret) => secret.length !== secretLength[store]))
    throw new RangeError(`A secret in ${store} has ${secretLength[store]} characters.`);
  if (secrets.length === 0) return [];
  const tables = trx.withTables<SlotTables>();
  const free = await tables
    .selectFrom('free_slots')
    .select('slot')
    .where('store', '=', store)
    .orderBy('slot')
    .limit(secrets.length)
    .execute();
  const slots = free.map(({ slot }) => slot);
  if (slots.length > 0) {
    await tables.deleteFrom('free_slots').where('store', '=', store).where('slot', 'in', slots).execute();
    for (const [i, slot] of slots.entries())
      await replaceSecret(trx, store, { slot, secret: secrets[i] ?? '' });
  }
  const { last } = await tables
    .selectFrom(store)
    .select(({ fn }) => fn.max<number | null>('slot').as('last'))
    .executeTakeFirstOrThrow();
  const added = secrets.slice(slots.length).map((secret, i) => ({ slot: (last ?? 0) + 1 + i, secret }));
  if (added.length > 0) await tables.insertInto(store).values(added).execute();
  return [...slots, ...added.map(({ slot }) => slot)];
}

/** Puts another secret into a slot that is in use. */
export async function replaceSecret(
  trx: Transaction<unknown>,
  store: SlotStore,
  { slot, secret }: Selectable<SlotRow>,
): Promise<void> {
  await trx.withTables<SlotTables>().updateTable(store).set({ secret }).where('slot', '=', slot).execute();
}

/** Overwrites secrets. Their slots may be used again; the log of the database has the old ones until it is purged. */
export async function destroySecrets(
  trx: Transaction<unknown>,
  store: SlotStore,
  slots: Expression<number>,
): Promise<void> {
  const tables = trx.withTables<SlotTables>();
  const secret = '0'.repeat(secretLength[store]);
  await tables.updateTable(store).set({ secret }).where('slot', 'in', slots).execute();
  await tables
    .insertInto('free_slots')
    .columns(['store', 'slot'])
    .expression((from) =>
      from
        .selectFrom(store)
        .select(({ val }) => [val<string>(store).as('store'), 'slot'])
        .where('slot', 'in', slots),
    )
    .execute();
}
