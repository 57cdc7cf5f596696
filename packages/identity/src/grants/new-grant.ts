import { roles } from '@ringwall/core';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import type { Holders } from '../principals/holders.ts';
import type { ProjectRegister } from '../projects/projects.ts';

/** An auditor looks for a while: longer than a quarter takes another grant. */
const longestAuditMs = 92 * 24 * 60 * 60 * 1000;

const id = z.string().min(1).max(128);

/** The one route, model or dataset that a grant is for. */
export const grantedOn = z
  .strictObject({ kind: z.enum(['route', 'model', 'dataset']), id })
  .meta({ id: 'GrantedOn' });

export const newGrantSchema = z.strictObject({
  to: id.describe('A user, service or agent.'),
  role: z.enum(roles),
  project: id.describe('`*` for every project.'),
  on: grantedOn.optional().describe('It is for this alone; absent: for all.'),
  expiresAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe("In the future. An auditor's must end, within 92 days."),
});
export type NewGrant = z.infer<typeof newGrantSchema>;

/** Who there is to hold grants, and what there is to hold them in. */
export interface GrantRegister {
  readonly holders: Pick<Holders, 'find'>;
  readonly projects: Pick<ProjectRegister, 'has'>;
}

/** @throws IdentityError identity/grant-invalid */
export function requireValidGrant(input: NewGrant, now: number, { holders, projects }: GrantRegister): void {
  const parsed = newGrantSchema.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { to, role, project } = parsed.data;
  if (holders.find(to) === undefined) throw invalid('to: no user, service or agent has that id.');
  if (project !== '*' && !projects.has(project)) throw invalid('project: there is no such project.');
  requireEnd(role, input.expiresAt, now);
}

/** When a grant ends, in milliseconds since the epoch; null: never. @throws IdentityError identity/grant-invalid */
export function requireEnd(
  role: NewGrant['role'],
  expiresAt: string | undefined,
  now: number,
): number | null {
  const endMs = expiresAt === undefined ? null : Date.parse(expiresAt);
  if (endMs !== null && !(endMs > now)) throw invalid('expiresAt: must be in the future.');
  if (role !== 'auditor') return endMs;
  if (endMs === null) throw invalid('expiresAt: the role of an auditor must end.');
  if (endMs > now + longestAuditMs) throw invalid('expiresAt: the role of an auditor ends within 92 days.');
  return endMs;
}

function invalid(detail: string): IdentityError {
  return new IdentityError('identity/grant-invalid', detail);
}
