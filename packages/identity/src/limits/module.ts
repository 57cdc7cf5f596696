import { actorOf, isAmong, type Module, pageOf, pageQuery, pageSchema, route } from '@ringwall/core';
import { z } from 'zod';
import type { Identity } from '../identity.ts';
import { isAsked } from '../list-filters.ts';
import { type LimitSummary, limitSummary, limitUse, newLimitSchema, parseLimited } from './limit.ts';
import { limitMigrations } from './tables.ts';

/** A limit, with who has used most of it, the most first. */
const limitWithUses = limitSummary.extend({ uses: z.array(limitUse) }).meta({ id: 'LimitWithUses' });

/** Of a limit for each of many, as many are shown as one may look through. */
const shownUses = 20;

/** What limits add to the server. */
export const limitModule: Module<{ identity: Pick<Identity, 'limits' | 'keys'> }> = {
  name: 'limits',
  migrations: limitMigrations,
  routes({ identity: { limits, keys } }) {
    const resourceOf = ({ id, project }: Pick<LimitSummary, 'id' | 'project'>) => ({
      ...{ kind: 'limit' as const, id },
      ...(project !== undefined && { project }),
    });
    /** The project within which a limit on this would be. */
    const projectFor = (of: string): string | undefined => {
      const { kind, id } = parseLimited(of) ?? {};
      if (kind === 'project' && id !== '*') return id;
      return keys.list().find((key) => key.id === id)?.project;
    };
    return [
      route({
        method: 'GET',
        path: '/api/limits',
        summary: 'Lists the limits, oldest first, and of each who has used most of it.',
        operation: 'listLimits',
        action: 'limit.read',
        query: z.strictObject({ ...pageQuery, project: z.string().max(64).optional() }),
        reply: pageSchema(limitWithUses),
        listed: true,
        handle({ query, projects }) {
          const found = limits
            .list()
            .filter(({ project }) => isAmong(projects, project))
            .filter(({ project }) => isAsked(query.project, project));
          const page = pageOf(found, query, ({ id }) => id);
          const items = page.items.map((limit) => ({ ...limit, uses: limits.uses(limit.id, shownUses) }));
          return { ...page, items };
        },
      }),
      route({
        method: 'POST',
        path: '/api/limits',
        summary: 'Sets a limit, or changes the one of the same subject, metric, period and project.',
        operation: 'setLimit',
        action: 'limit.set',
        body: newLimitSchema,
        reply: limitSummary,
        resource({ body }) {
          const { of, project = projectFor(of) } = body;
          return resourceOf({ id: of, ...(project !== undefined && { project }) });
        },
        handle: ({ principal, body }) => limits.set(body, actorOf(principal)),
      }),
      route({
        method: 'DELETE',
        path: '/api/limits/:id',
        summary: 'Removes a limit.',
        operation: 'removeLimit',
        action: 'limit.set',
        reply: z.object({}),
        resource({ params: { id = '' } }) {
          const limit = limits.find(id);
          return limit && resourceOf(limit);
        },
        async handle({ principal, params: { id = '' } }) {
          await limits.remove(id, actorOf(principal));
          return {};
        },
      }),
    ];
  },
};
