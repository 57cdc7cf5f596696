import {
  isAmong,
  type Module,
  pageOf,
  pageQuery,
  pageSchema,
  type Resource,
  type Route,
  route,
} from '@ringwall/core';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import type { Identity } from '../identity.ts';
import { isAsked } from '../list-filters.ts';
import { approvalState, approvalSummary } from './approval.ts';
import { approvalMigrations } from './tables.ts';

const filter = z.strictObject({
  ...pageQuery,
  project: z.string().max(64).optional(),
  state: approvalState.optional(),
});
const decision = z.strictObject({ reason: z.string().trim().min(3).max(200) });

/** Requests that take two persons, as whoever decides on them sees them. */
export const approvalModule: Module<{ readonly identity: Pick<Identity, 'approvals'> }> = {
  name: 'approvals',
  migrations: approvalMigrations,
  routes({ identity: { approvals } }) {
    const resourceOf = (id: string): Resource | undefined => {
      const approval = approvals.find(id);
      if (approval === undefined) return undefined;
      const { project } = approval;
      return { kind: 'approval', id, ...(project !== undefined && { project }) };
    };
    const decided = (verb: 'approve' | 'refuse', operation: string, summary: string): Route =>
      route({
        method: 'POST',
        path: `/api/approvals/:id/${verb}`,
        ...{ summary, operation },
        action: 'approval.decide',
        body: decision,
        reply: approvalSummary,
        resource: ({ params: { id = '' } }) => resourceOf(id),
        handle: ({ principal, params: { id = '' }, body: { reason } }) =>
          approvals.decide(id, { approve: verb === 'approve', reason, principal }),
      });
    return [
      route({
        method: 'GET',
        path: '/api/approvals',
        summary:
          'Lists requests that take two persons, newest first: those that wait, and what became of others.',
        operation: 'listApprovals',
        action: 'approval.list',
        query: filter,
        reply: pageSchema(approvalSummary),
        listed: true,
        handle({ query, projects }) {
          const found = approvals
            .list()
            .filter(({ project }) => isAmong(projects, project))
            .filter(({ project }) => isAsked(query.project, project))
            .filter(({ state }) => isAsked(query.state, state));
          return pageOf(found, query, ({ requestedAt, id }) => `${requestedAt} ${id}`, {
            newestFirst: true,
          });
        },
      }),
      route({
        method: 'GET',
        path: '/api/approvals/:id',
        summary: 'One request that takes two persons.',
        operation: 'getApproval',
        action: 'approval.list',
        reply: approvalSummary,
        resource: ({ params: { id = '' } }) => resourceOf(id),
        handle({ params: { id = '' } }) {
          const approval = approvals.find(id);
          if (approval !== undefined) return approval;
          throw new IdentityError('identity/approval-unknown', 'No approval has that id.');
        },
      }),
      decided('approve', 'approveRequest', 'Approves a request of somebody else, who may then make it once.'),
      decided('refuse', 'refuseRequest', 'Refuses a request, or withdraws one of one’s own.'),
    ];
  },
};
