import { actorOf, isAmong, type Module } from '@ringwall/core';
import type { Identity } from '../identity.ts';
import { type LimitSummary, newLimitSchema, parseLimited } from './limit.ts';
import { limitMigrations } from './tables.ts';

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
      {
        method: 'GET',
        path: '/api/limits',
        summary: 'Lists the limits, and of each who has used most of it.',
        action: 'limit.read',
        listed: true,
        handle: ({ projects }) =>
          limits
            .list()
            .filter(({ project }) => isAmong(projects, project))
            .map((limit) => ({ ...limit, uses: limits.uses(limit.id, shownUses) })),
      },
      {
        method: 'POST',
        path: '/api/limits',
        summary: 'Sets a limit, or changes the one of the same subject, metric, period and project.',
        action: 'limit.set',
        body: newLimitSchema,
        resource({ body }) {
          const { of, project = projectFor(of) } = newLimitSchema.parse(body);
          return resourceOf({ id: of, ...(project !== undefined && { project }) });
        },
        handle: ({ principal, body }) => limits.set(newLimitSchema.parse(body), actorOf(principal)),
      },
      {
        method: 'DELETE',
        path: '/api/limits/:id',
        summary: 'Removes a limit.',
        action: 'limit.set',
        resource({ params: { id = '' } }) {
          const limit = limits.find(id);
          return limit && resourceOf(limit);
        },
        async handle({ principal, params: { id = '' } }) {
          await limits.remove(id, actorOf(principal));
          return {};
        },
      },
    ];
  },
};
