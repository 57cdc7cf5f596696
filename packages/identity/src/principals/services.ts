import { type Actor, newEvent, newId, type Shown } from '@ringwall/core';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import type { IdentityParts } from '../parts.ts';
import { printableName } from '../printable-name.ts';
import type { ProjectRegister } from '../projects/projects.ts';
import { defaultProject, type IdentityTables } from '../tables.ts';
import { isSpiffeId } from './spiffe-id.ts';
import { standingChanges } from './standing.ts';
import type { Users } from './users.ts';

/** A program, as lists show it: a service, or an agent that acts for one user. */
export const serviceSummary = z
  .object({
    id: z.string(),
    type: z.enum(['service', 'agent']),
    name: z.string().describe('Unique in its project without regard to case.'),
    project: z.string(),
    onBehalfOf: z
      .string()
      .exactOptional()
      .describe('Of an agent: the user it acts for, whose rights bound its own.'),
    spiffeId: z.string().exactOptional().describe('The identity it shows in client certificates.'),
    createdAt: z.iso.datetime(),
    disabledAt: z.iso.datetime().exactOptional(),
  })
  .meta({ id: 'ServiceSummary' });
export type ServiceSummary = Shown<typeof serviceSummary>;

export const newServiceSchema = z.strictObject({
  name: printableName,
  project: printableName.optional().describe('Default: the project `default`.'),
  onBehalfOf: z.string().max(64).optional().describe('Makes it an agent of this user.'),
  spiffeId: z
    .string()
    .refine(isSpiffeId, 'must be a SPIFFE ID such as spiffe://example.org/service/search')
    .optional(),
});
export type NewService = z.infer<typeof newServiceSchema>;

/** The services and agents. Questions are answered from memory. */
export interface Services {
  find(id: string): ServiceSummary | undefined;
  /** The one that shows this identity in its certificates. */
  withSpiffeId(spiffeId: string): ServiceSummary | undefined;
  /** Oldest first. */
  list(): readonly ServiceSummary[];
  /** @throws IdentityError identity/service-invalid, identity/service-exists, identity/project-unknown, identity/user-unknown */
  create(input: NewService, actor: Actor): Promise<ServiceSummary>;
  /** From the commit on everything it carries is refused. Doing it again changes nothing. @throws IdentityError identity/service-unknown */
  disable(id: string, actor: Actor): Promise<ServiceSummary>;
  /** @throws IdentityError identity/service-unknown */
  enable(id: string, actor: Actor): Promise<ServiceSummary>;
}

type ServiceRow = IdentityTables['services'];

export async function loadServices(
  parts: IdentityParts & { readonly users: Users; readonly projects: ProjectRegister },
): Promise<Services> {
  const { outbox, clock, epoch, users, projects } = parts;
  const services = new Map<string, ServiceSummary>();
  /** Names and SPIFFE IDs that are taken, and by whom. */
  const taken = new Map<string, string>();
  const rows = await parts.store.db.withTables<IdentityTables>().selectFrom('services').selectAll().execute();
  for (const row of rows) {
    for (const word of wordsOf(row)) taken.set(word, row.id);
    admit(row);
  }
  const change = standingChanges<ServiceRow>(parts, admit);

  function admit(row: ServiceRow): ServiceSummary {
    const summary = summarize(row);
    services.set(row.id, summary);
    return summary;
  }

  async function setDisabled(id: string, disabledAt: number | null, actor: Actor): Promise<ServiceSummary> {
    const time = clock.now();
    const takesAway = disabledAt !== null;
    await change({
      ...{ id, takesAway },
      write: (trx, { again }) =>
        trx
          .withTables<IdentityTables>()
          .updateTable('services')
          .set({ disabled_at: disabledAt })
          .where('id', '=', id)
          .$if(!again, (query) => query.where('disabled_at', takesAway ? 'is' : 'is not', null))
          .returningAll()
          .executeTakeFirst(),
      event: ({ project }) =>
        newEvent('service.changed', {
          ...{ time, project, actor },
          data: { service: id, change: takesAway ? 'disabled' : 'enabled' },
        }),
    });
    const service = services.get(id);
    if (service === undefined) throw new IdentityError('identity/service-unknown', 'No service has that id.');
    return service;
  }

  function newRow(input: NewService): ServiceRow {
    const parsed = newServiceSchema.safeParse(input);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new IdentityError('identity/service-invalid', `${issue?.path.join('.')}: ${issue?.message}`);
    }
    const { name, project = defaultProject, onBehalfOf, spiffeId } = parsed.data;
    projects.mustHave(project);
    if (onBehalfOf !== undefined && users.find(onBehalfOf) === undefined)
      throw new IdentityError('identity/user-unknown', 'No user has the id that onBehalfOf gives.');
    const now = clock.now();
    const agent = onBehalfOf !== undefined;
    return {
      ...{ id: newId(agent ? 'agt' : 'svc', now), type: agent ? 'agent' : 'service', name, project },
      ...{ on_behalf_of: onBehalfOf ?? null, spiffe_id: spiffeId ?? null },
      ...{ created_at: now, disabled_at: null },
    };
  }

  return {
    find: (id) => services.get(id),
    withSpiffeId: (spiffeId) => services.get(taken.get(spiffeWord(spiffeId)) ?? ''),
    list: () => [...services.values()].sort((a, b) => (a.id.slice(4) < b.id.slice(4) ? -1 : 1)),
    async create(input, actor) {
      const row = newRow(input);
      const words = wordsOf(row);
      if (words.some((word) => taken.has(word)))
        throw new IdentityError('identity/service-exists', 'Its name or its SPIFFE ID is taken.');
      // Taken at once, so that two who come together do not both pass.
      for (const word of words) taken.set(word, row.id);
      try {
        await outbox.transact(
          async (trx, emit) => {
            await trx.withTables<IdentityTables>().insertInto('services').values(row).execute();
            const { type, onBehalfOf, spiffeId } = summarize(row);
            const data = {
              ...{ service: row.id, type, name: row.name },
              ...(onBehalfOf !== undefined && { onBehalfOf }),
              ...(spiffeId !== undefined && { spiffeId }),
            };
            emit(newEvent('service.created', { time: row.created_at, project: row.project, actor, data }));
          },
          // It may do nothing before it is given a role, or a key: it may be there before its record is.
          {
            onCommitted: () => {
              admit(row);
              epoch.advance();
            },
          },
        );
      } catch (error) {
        if (!services.has(row.id)) for (const word of words) taken.delete(word);
        throw error;
      }
      return services.get(row.id) ?? summarize(row);
    },
    disable: (id, actor) => setDisabled(id, clock.now(), actor),
    enable: (id, actor) => setDisabled(id, null, actor),
  };
}

function wordsOf(row: ServiceRow): readonly string[] {
  const name = `name ${JSON.stringify([row.project, row.name.toLowerCase()])}`;
  return row.spiffe_id === null ? [name] : [name, spiffeWord(row.spiffe_id)];
}

function spiffeWord(spiffeId: string): string {
  return `spiffe ${spiffeId}`;
}

function summarize(row: ServiceRow): ServiceSummary {
  return {
    id: row.id,
    type: row.type === 'agent' ? 'agent' : 'service',
    name: row.name,
    project: row.project,
    ...(row.on_behalf_of === null ? {} : { onBehalfOf: row.on_behalf_of }),
    ...(row.spiffe_id === null ? {} : { spiffeId: row.spiffe_id }),
    createdAt: new Date(row.created_at).toISOString(),
    ...(row.disabled_at === null ? {} : { disabledAt: new Date(row.disabled_at).toISOString() }),
  };
}
