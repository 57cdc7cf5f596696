import { isAmong, type Module, type Route } from '@ringwall/core';
import { z } from 'zod';
import type { Identity } from '../identity.ts';
import { approvalMigrations } from './tables.ts';

const decision = z.strictObject({ reason: z.string().trim().min(3).max(200) });

/** Requests that take two persons, as whoever decides on them sees them. */
export const approvalModule: Module<{ readonly identity: Pick<Identity, 'approvals'> }> = {
  name: 'approvals',
  migrations: approvalMigrations,
  routes({ identity: { approvals } }) {
    const decided = (verb: 'approve' | 'refuse', summary: string): Route => ({
      method: 'POST',
      path: `/api/approvals/:id/${verb}`,
      summary,
      action: 'approval.decide',
      body: decision,
      resource({ params: { id = '' } }) {
        const project = approvals.find(id)?.project;
        return approvals.find(id) && { kind: 'approval', id, ...(project !== undefined && { project }) };
      },
      handle: ({ principal, params: { id = '' }, body }) =>
        approvals.decide(id, {
          ...{ approve: verb === 'approve', reason: decision.parse(body).reason, principal },
        }),
    });
    return [
      {
        method: 'GET',
        path: '/api/approvals',
        summary: 'Requests that take two persons, newest first: those that wait, and what became of others.',
        action: 'approval.list',
        listed: true,
        handle: ({ projects }) => ({
          approvals: approvals.list().filter(({ project }) => isAmong(projects, project)),
        }),
      },
      decided('approve', 'Approves a request of somebody else, who may then make it once.'),
      decided('refuse', 'Refuses a request, or withdraws one of one’s own.'),
    ];
  },
};
