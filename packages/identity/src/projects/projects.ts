import { type Actor, newEvent, type Shown } from '@ringwall/core';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import type { IdentityParts } from '../parts.ts';
import { printableName } from '../printable-name.ts';
import type { IdentityTables } from '../tables.ts';

/** What traffic, keys, services and grants belong to. */
export const projectSummary = z
  .object({
    id: z.string().describe('As routes of the configuration, keys and grants name it.'),
    name: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'ProjectSummary' });
export type ProjectSummary = Shown<typeof projectSummary>;

export const newProjectSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and hyphens'),
  name: printableName.optional().describe('For people; default: the id.'),
});
export type NewProject = z.infer<typeof newProjectSchema>;

/** The projects. Questions are answered from memory. */
export interface ProjectRegister {
  has(id: string): boolean;
  /** @throws IdentityError identity/project-unknown */
  mustHave(id: string): void;
  /** By id. */
  list(): readonly ProjectSummary[];
  /** @throws IdentityError identity/project-invalid, identity/project-exists */
  create(input: NewProject, actor: Actor): Promise<ProjectSummary>;
  /** Makes those of `ids` that are not there: the configuration names them. */
  ensure(ids: readonly string[], actor: Actor): Promise<void>;
}

export async function loadProjects({ store, outbox, clock, epoch }: IdentityParts): Promise<ProjectRegister> {
  const projects = new Map<string, ProjectSummary>();
  const taken = new Set<string>();
  const rows = await store.db.withTables<IdentityTables>().selectFrom('projects').selectAll().execute();
  for (const row of rows) {
    projects.set(row.id, summarize(row));
    taken.add(row.id);
  }

  async function create(input: NewProject, actor: Actor): Promise<ProjectSummary> {
    const parsed = newProjectSchema.safeParse(input);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new IdentityError('identity/project-invalid', `${issue?.path.join('.')}: ${issue?.message}`);
    }
    const { id, name = id } = parsed.data;
    if (taken.has(id)) throw new IdentityError('identity/project-exists', `There is a project "${id}".`);
    const row = { id, name, created_at: clock.now() };
    // Taken at once, so that two who come together do not both pass.
    taken.add(id);
    try {
      await outbox.transact(
        async (trx, emit) => {
          await trx.withTables<IdentityTables>().insertInto('projects').values(row).execute();
          const data = { project: id, name };
          emit(newEvent('project.created', { time: row.created_at, project: id, actor, data }));
        },
        // A project gives nobody anything: it may be there before its record is.
        {
          onCommitted: () => {
            projects.set(id, summarize(row));
            epoch.advance();
          },
        },
      );
    } catch (error) {
      if (!projects.has(id)) taken.delete(id);
      throw error;
    }
    return summarize(row);
  }

  return {
    has: (id) => projects.has(id),
    mustHave(id) {
      if (!projects.has(id))
        throw new IdentityError('identity/project-unknown', `There is no project "${id}".`);
    },
    list: () => [...projects.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    create,
    async ensure(ids, actor) {
      for (const id of new Set(ids)) if (!projects.has(id)) await create({ id }, actor);
    },
  };
}

function summarize(row: IdentityTables['projects']): ProjectSummary {
  return { id: row.id, name: row.name, createdAt: new Date(row.created_at).toISOString() };
}
