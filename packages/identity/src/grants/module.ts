import {
  actorOf,
  isAmong,
  type Module,
  pageOf,
  pageQuery,
  pageSchema,
  type Resource,
  route,
} from '@ringwall/core';
import { z } from 'zod';
import type { Identity } from '../identity.ts';
import { isAsked } from '../list-filters.ts';
import { grantSummary } from './grants.ts';
import { requireMayGive } from './may-give.ts';
import { newGrantSchema } from './new-grant.ts';

const filter = z.strictObject({
  ...pageQuery,
  holder: z.string().max(128).optional().describe('The user, service or agent they are for.'),
  project: z.string().max(128).optional(),
});

/** The routes for who holds which role. */
export const grantModule: Module<{ identity: Identity }> = {
  name: 'grants',
  routes: ({ identity: { grants } }) => [
    route({
      method: 'GET',
      path: '/api/grants',
      summary: 'Lists who holds which role where, oldest first; revoked ones are not among them.',
      operation: 'listGrants',
      action: 'grant.list',
      query: filter,
      reply: pageSchema(grantSummary),
      listed: true,
      handle: ({ query, projects }) => {
        const found = grants
          .list()
          .filter(({ to }) => isAsked(query.holder, to))
          .filter(({ project }) => isAsked(query.project, project))
          .filter(({ project }) => isAmong(projects, project));
        return pageOf(found, query, ({ id }) => id);
      },
    }),
    route({
      method: 'POST',
      path: '/api/grants',
      summary: 'Grants a role, no more than the caller holds.',
      operation: 'createGrant',
      action: 'grant.create',
      body: newGrantSchema,
      reply: grantSummary,
      resource: ({ body }) => inProject(body.project),
      handle: ({ principal, body }) => {
        requireMayGive(principal, body, grants.of);
        return grants.create(body, actorOf(principal));
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/grants/:id',
      summary: 'Revokes a grant, effective at once.',
      operation: 'revokeGrant',
      action: 'grant.revoke',
      reply: z.object({}),
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
    }),
  ],
};

function inProject(project: string): Resource {
  return project === '*' ? { kind: 'server', id: 'ringwall' } : { kind: 'project', id: project, project };
}
