import type { AccessContext, Action, Principal, Resource, Role, RoleGrant } from '@ringwall/core';
import { isInstallationWide } from './action-groups.ts';

/** What is asked for, as far as it tells which grants count. */
export interface Asked {
  readonly action: Action;
  readonly resource: Resource;
  readonly context: AccessContext;
}

/** Roles that count for what is asked for, and until when that list stays as it is. */
export interface RolesHeld {
  readonly roles: readonly Role[];
  /** Milliseconds since the epoch. */
  readonly untilMs: number;
}

/** Which of somebody's grants count: those in the project, for the thing, and not ended. */
export function rolesHeld(grants: readonly RoleGrant[], asked: Asked, nowMs: number): RolesHeld {
  const roles = new Set<Role>();
  let untilMs = Number.POSITIVE_INFINITY;
  for (const grant of grants) {
    if (!(nowMs < grant.untilMs)) continue;
    untilMs = Math.min(untilMs, grant.untilMs);
    if (counts(grant, asked)) roles.add(grant.role);
  }
  return { roles: [...roles], untilMs };
}

/** Whether a grant that has not ended is one for what is asked. */
export function counts(grant: RoleGrant, asked: Asked): boolean {
  // An auditor's must end; one that does not is none.
  if (grant.role === 'auditor' && grant.untilMs === Number.POSITIVE_INFINITY) return false;
  return isInProject(grant, asked) && isOn(grant, asked);
}

/** Everything a principal holds: what `who` does, and what comes with the credential. */
export function grantsOfPrincipal(
  { kind, id, who, scope, grants = [] }: Principal,
  grantsOf: (holder: string) => readonly RoleGrant[],
): readonly RoleGrant[] {
  const held = [...grantsOf(who.id), ...grants];
  if (kind !== 'key' || who.id !== id || scope?.project === undefined) return held;
  // A key that belongs to nobody speaks for itself, as a service of its project.
  return [...held, { role: 'service', project: scope.project, untilMs: Number.POSITIVE_INFINITY }];
}

function isInProject(grant: RoleGrant, { action, resource }: Asked): boolean {
  if (grant.project === '*') return true;
  return !isInstallationWide(action) && grant.project === resource.project;
}

/** A grant on one thing gives nothing about others; that there are models to ask for may be known with any. */
function isOn({ on }: RoleGrant, { action, resource, context }: Asked): boolean {
  if (on === undefined || action === 'model.list') return true;
  if (resource.kind === on.kind && resource.id === on.id) return true;
  return on.kind === 'model' && context.model === on.id;
}
