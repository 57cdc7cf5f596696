import { actorOf, isAmong, type Module, type Resource } from '@ringwall/core';
import { z } from 'zod';
import type { Identity } from '../identity.ts';
import { requireMayGive } from './may-give.ts';
import { newGrantSchema } from './new-grant.ts';

const filter = z.strictObject({
  to: z.string().max(128).optional(),
  project: z.string().max(128).optional(),
});

/** The routes for who holds which role. */
export const grantModule: Module<{ identity: Identity }> = {
  name: 'grants',
  routes: ({ identity: { grants } }) => [
    {
      method: 'GET',
      path: '/api/grants',
      summary: 'Lists who holds which role where; revoked ones are not among them.',
      action: 'grant.list',
      query: filter,
      listed: true,
      handle: ({ query, projects }) => {
        const { to, project } = filter.parse(query);
        return grants
          .list()
          .filter((grant) => to === undefined || grant.to === to)
          .filter((grant) => project === undefined || grant.project === project)
          .filter((grant) => isAmong(projects, grant.project));
      },
    },
    {
      method: 'POST',
      path: '/api/grants',
      summary: 'Grants a role, no more than the caller holds.',
      action: 'grant.create',
      body: newGrantSchema,
      resource: ({ body }) => inProject(newGrantSchema.parse(body).project),
      handle: ({ principal, body }) => {
        const grant = newGrantSchema.parse(body);
        requireMayGive(principal, grant, grants.of);
        return grants.create(grant, actorOf(principal));
      },
    },
    {
      method: 'DELETE',
      path: '/api/grants/:id',
      summary: 'Revokes a grant, effective at once.',
      action: 'grant.revoke',
      resource: ({ params: { id = '' } }) => {
        const grant = grants.find(id);
        if (grant === undefined) return undefined;
        const { project } = grant;
        return { kind: 'grant', id, ...(project !== '*' && { project }) };
      },
      handle: async ({ principal, params: { id = '' } }) => {
        await grants.revoke(id, actorOf(principal));
        return {};
      },
    },
  ],
};

function inProject(project: string): Resource {
  return project === '*' ? { kind: 'server', id: 'ringwall' } : { kind: 'project', id: project, project };
}
