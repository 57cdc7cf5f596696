import { type Actor, newEvent, newId, type RoleGrant, roles, type Shown } from '@ringwall/core';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import type { IdentityParts } from '../parts.ts';
import { defaultProject, type IdentityTables } from '../tables.ts';
import { type GrantRegister, grantedOn, type NewGrant, requireEnd, requireValidGrant } from './new-grant.ts';

const grantSources = ['manual', 'directory', 'recovery'] as const;
/** Where a grant came from: a person gave it, an identity provider's groups did, or the machine's own shell. */
export type GrantSource = (typeof grantSources)[number];

/** A grant, as lists show it. */
export const grantSummary = z
  .object({
    id: z.string(),
    to: z.string().describe('A user, service or agent.'),
    role: z.enum(roles),
    project: z.string().describe('`*` for every project.'),
    on: grantedOn.exactOptional(),
    source: z
      .enum(grantSources)
      .describe('A person gave it, groups of an identity provider did, or the shell of the machine.'),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().exactOptional(),
  })
  .meta({ id: 'GrantSummary' });
export type GrantSummary = Shown<typeof grantSummary>;

/** Who holds which role, and where: data, not policies. */
export interface Grants {
  /** What holds now for a user, service or agent. */
  of(holder: string): readonly RoleGrant[];
  /** Grants that are not revoked, oldest first. */
  list(): readonly GrantSummary[];
  /** One that is not revoked. */
  find(id: string): GrantSummary | undefined;
  /** @throws IdentityError identity/grant-invalid */
  create(input: NewGrant, actor: Actor, source?: GrantSource): Promise<GrantSummary>;
  /** Doing it again changes nothing. @throws IdentityError identity/grant-unknown */
  revoke(id: string, actor: Actor): Promise<void>;
  /**
   * Makes the grants of `holder` that came from a directory be exactly these; one that is there already goes on as it is
   * until half of its time is over.
   */
  replaceDirectory(holder: string, wanted: readonly Omit<NewGrant, 'to'>[], actor: Actor): Promise<void>;
}

type GrantRow = IdentityTables['grants'];

export async function loadGrants(parts: IdentityParts & GrantRegister): Promise<Grants> {
  const { store, outbox, clock, epoch } = parts;
  const db = store.db.withTables<IdentityTables>();
  const held = new Map<string, Map<string, { readonly summary: GrantSummary; readonly grant: RoleGrant }>>();
  /** Revoked before they were recorded, and so before they are held. */
  const revokedEarly = new Set<string>();
  const rows = await db.selectFrom('grants').selectAll().where('revoked_at', 'is', null).execute();
  for (const row of rows) admit(row);

  function admit(row: GrantRow): GrantSummary {
    const summary = summarize(row);
    const { role, project, on } = summary;
    const untilMs = row.expires_at ?? Number.POSITIVE_INFINITY;
    const grant = { role, project, untilMs, ...(on && { on }) };
    const of = held.get(row.holder) ?? new Map();
    held.set(row.holder, of.set(row.id, { summary, grant }));
    epoch.advance();
    return summary;
  }

  async function create(input: NewGrant, actor: Actor, source: GrantSource): Promise<GrantSummary> {
    const now = clock.now();
    const row = newRow(input, source, now);
    await outbox.transact(async (trx, emit) => {
      await trx.withTables<IdentityTables>().insertInto('grants').values(row).execute();
      const { expiresAt, on } = summarize(row);
      const data = {
        grant: row.id,
        to: row.holder,
        role: input.role,
        in: row.project,
        ...(on && { on }),
        ...(expiresAt !== undefined && { expiresAt }),
        source,
      };
      emit(newEvent('grant.created', { time: now, project: projectOf(row), actor, data }));
    });
    return revokedEarly.delete(row.id) ? summarize(row) : admit(row);
  }

  async function revoke(id: string, actor: Actor): Promise<boolean> {
    const now = clock.now();
    const row = await outbox.transact(
      async (trx, emit) => {
        const revoked = await trx
          .withTables<IdentityTables>()
          .updateTable('grants')
          .set({ revoked_at: now })
          .where('id', '=', id)
          .where('revoked_at', 'is', null)
          .returningAll()
          .executeTakeFirst();
        if (revoked !== undefined) {
          const data = { grant: id, to: revoked.holder, source: sourceOf(revoked) };
          emit(newEvent('grant.revoked', { time: now, project: projectOf(revoked), actor, data }));
        }
        return revoked;
      },
      {
        // At once, and also when the ledger then fails.
        onCommitted: (revoked) => {
          if (revoked && held.get(revoked.holder)?.delete(id) !== true) revokedEarly.add(id);
          epoch.advance();
        },
      },
    );
    return row !== undefined;
  }

  return {
    of(holder) {
      const now = clock.now();
      return [...(held.get(holder)?.values() ?? [])].flatMap(({ grant }) =>
        now < grant.untilMs ? [grant] : [],
      );
    },
    list: () =>
      [...held.values()]
        .flatMap((of) => [...of.values()].map(({ summary }) => summary))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    find: (id) => [...held.values()].map((of) => of.get(id)?.summary).find((found) => found !== undefined),
    async create(input, actor, source = 'manual') {
      requireValidGrant(input, clock.now(), parts);
      return create(input, actor, source);
    },
    async revoke(id, actor) {
      if (await revoke(id, actor)) return;
      const known = await db.selectFrom('grants').select('id').where('id', '=', id).executeTakeFirst();
      if (!known) throw new IdentityError('identity/grant-unknown', 'No grant has that id.');
    },
    async replaceDirectory(holder, wanted, actor) {
      const keyOf = (grant: Omit<NewGrant, 'to'>) =>
        JSON.stringify([grant.role, grant.project, grant.on?.kind, grant.on?.id]);
      const there = [...(held.get(holder)?.values() ?? [])]
        .map(({ summary }) => summary)
        .filter(({ source }) => source === 'directory');
      const missing = new Map(wanted.map((grant) => [keyOf(grant), grant]));
      const renewed: string[] = [];
      for (const grant of there) {
        const again = missing.get(keyOf(grant));
        if (again === undefined) await revoke(grant.id, actor);
        else if (isToRenew(grant, again, clock.now())) renewed.push(grant.id);
        else missing.delete(keyOf(grant));
      }
      for (const grant of missing.values()) await create({ ...grant, to: holder }, actor, 'directory');
      // Only now, so that there is no moment in between without either.
      for (const id of renewed) await revoke(id, actor);
    },
  };
}

function newRow(input: NewGrant, source: GrantSource, now: number): GrantRow {
  const expiresAt = requireEnd(input.role, input.expiresAt, now);
  return {
    id: newId('gra', now),
    holder: input.to,
    role: input.role,
    project: input.project,
    on_kind: input.on?.kind ?? null,
    on_id: input.on?.id ?? null,
    source,
    created_at: now,
    expires_at: expiresAt,
    revoked_at: null,
  };
}

function summarize(row: GrantRow): GrantSummary {
  const role = roles.find((known) => known === row.role);
  if (role === undefined) {
    throw new IdentityError('identity/row-damaged', `The grant ${row.id} names an unknown role.`);
  }
  const kind = (['route', 'model', 'dataset'] as const).find((known) => known === row.on_kind);
  return {
    id: row.id,
    to: row.holder,
    role,
    project: row.project,
    ...(kind !== undefined && { on: { kind, id: row.on_id ?? '' } }),
    source: sourceOf(row),
    createdAt: new Date(row.created_at).toISOString(),
    ...(row.expires_at === null ? {} : { expiresAt: new Date(row.expires_at).toISOString() }),
  };
}

/** Whether a grant ends too early, or too late, for what is wanted now. */
function isToRenew(grant: GrantSummary, wanted: Omit<NewGrant, 'to'>, now: number): boolean {
  if (wanted.expiresAt === undefined || grant.expiresAt === undefined)
    return grant.expiresAt !== wanted.expiresAt;
  const leftMs = Date.parse(grant.expiresAt) - now;
  const wantedMs = Date.parse(wanted.expiresAt) - now;
  return leftMs < wantedMs / 2 || leftMs > wantedMs;
}

function sourceOf(row: GrantRow): GrantSource {
  return grantSources.find((known) => known === row.source) ?? 'manual';
}

function projectOf(row: GrantRow): string {
  return row.project === '*' ? defaultProject : row.project;
}
