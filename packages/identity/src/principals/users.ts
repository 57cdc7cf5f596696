import { type Actor, newEvent, newId, type Shown } from '@ringwall/core';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import type { IdentityParts } from '../parts.ts';
import { printableName } from '../printable-name.ts';
import { defaultProject, type IdentityTables } from '../tables.ts';
import { standingChanges } from './standing.ts';

/** A person, as answers show them. */
export const userSummary = z
  .object({
    id: z.string(),
    name: z.string().describe('What they sign in with; unique without regard to case.'),
    displayName: z.string(),
    source: z.enum(['local', 'directory']).describe('`directory`: they come from an identity provider.'),
    createdAt: z.iso.datetime(),
    disabledAt: z.iso.datetime().exactOptional(),
  })
  .meta({ id: 'UserSummary' });
export type UserSummary = Shown<typeof userSummary>;

export const newUserSchema = z.strictObject({
  name: printableName,
  displayName: printableName.optional(),
});
export type NewUser = z.infer<typeof newUserSchema>;

/** The people. Questions are answered from memory. */
export interface Users {
  find(id: string): UserSummary | undefined;
  /** By what they sign in with, without regard to case. */
  named(name: string): UserSummary | undefined;
  /** Oldest first. */
  list(): readonly UserSummary[];
  /** @throws IdentityError identity/user-invalid, identity/user-exists */
  create(input: NewUser & { readonly source?: 'local' | 'directory' }, actor: Actor): Promise<UserSummary>;
  /** From the commit on everything they carry is refused. Doing it again changes nothing. @throws IdentityError identity/user-unknown */
  disable(id: string, actor: Actor): Promise<UserSummary>;
  /** @throws IdentityError identity/user-unknown */
  enable(id: string, actor: Actor): Promise<UserSummary>;
}

type UserRow = IdentityTables['users'];

export async function loadUsers(parts: IdentityParts): Promise<Users> {
  const { store, outbox, clock, epoch } = parts;
  const db = store.db.withTables<IdentityTables>();
  const users = new Map<string, UserSummary>();
  const names = new Map<string, string>();
  for (const row of await db.selectFrom('users').selectAll().execute()) admit(row);
  const change = standingChanges<UserRow>(parts, admit);

  function admit(row: UserRow): UserSummary {
    const summary = summarize(row);
    users.set(row.id, summary);
    names.set(row.name.toLowerCase(), row.id);
    return summary;
  }

  async function setDisabled(id: string, disabledAt: number | null, actor: Actor): Promise<UserSummary> {
    const time = clock.now();
    const takesAway = disabledAt !== null;
    const data = { user: id, change: takesAway ? ('disabled' as const) : ('enabled' as const) };
    await change({
      ...{ id, takesAway },
      write: (trx, { again }) =>
        trx
          .withTables<IdentityTables>()
          .updateTable('users')
          .set({ disabled_at: disabledAt })
          .where('id', '=', id)
          .$if(!again, (query) => query.where('disabled_at', takesAway ? 'is' : 'is not', null))
          .returningAll()
          .executeTakeFirst(),
      event: () => newEvent('user.changed', { time, project: defaultProject, actor, data }),
    });
    const user = users.get(id);
    if (user === undefined) throw new IdentityError('identity/user-unknown', 'No user has that id.');
    return user;
  }

  return {
    find: (id) => users.get(id),
    named: (name) => users.get(names.get(name.toLowerCase()) ?? ''),
    list: () => [...users.values()].sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1)),
    async create(input, actor) {
      const { source = 'local', ...rest } = input;
      const parsed = newUserSchema.safeParse(rest);
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        throw new IdentityError('identity/user-invalid', `${issue?.path.join('.')}: ${issue?.message}`);
      }
      const { name, displayName = name } = parsed.data;
      if (names.has(name.toLowerCase())) {
        throw new IdentityError('identity/user-exists', `There is a user "${name}".`);
      }
      const now = clock.now();
      const id = newId('usr', now);
      const row = { id, name, display_name: displayName, source, created_at: now, disabled_at: null };
      // Taken at once, so that two who come together do not both pass.
      names.set(name.toLowerCase(), id);
      try {
        await outbox.transact(
          async (trx, emit) => {
            await trx.withTables<IdentityTables>().insertInto('users').values(row).execute();
            const data = { user: id, source };
            emit(newEvent('user.created', { time: now, project: defaultProject, actor, data }));
          },
          // Nobody can sign in with a bare name: they may be there before their record is.
          {
            onCommitted: () => {
              admit(row);
              epoch.advance();
            },
          },
        );
      } catch (error) {
        if (!users.has(id)) names.delete(name.toLowerCase());
        throw error;
      }
      return users.get(id) ?? summarize(row);
    },
    disable: (id, actor) => setDisabled(id, clock.now(), actor),
    enable: (id, actor) => setDisabled(id, null, actor),
  };
}

function summarize(row: UserRow): UserSummary {
  return {
    id: row.id,
    name: row.name,
    displayName: row.display_name,
    source: row.source === 'directory' ? 'directory' : 'local',
    createdAt: new Date(row.created_at).toISOString(),
    ...(row.disabled_at === null ? {} : { disabledAt: new Date(row.disabled_at).toISOString() }),
  };
}
