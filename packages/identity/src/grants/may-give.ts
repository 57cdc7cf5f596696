import type { Principal, RoleGrant, Scope } from '@ringwall/core';
import { IdentityError } from '../errors.ts';
import { grantsOfPrincipal } from '../policies/roles-held.ts';
import type { NewGrant } from './new-grant.ts';

/**
 * Asked before a role is granted, beside whether the caller may grant roles there at all: nobody gives more than they
 * hold, in what it is, where, on what, and until when. Administrators hold every role.
 * @throws IdentityError identity/grant-beyond
 */
export function requireMayGive(
  principal: Principal,
  grant: NewGrant,
  grantsOf: (holder: string) => readonly RoleGrant[],
): void {
  const { who, scope } = principal;
  if (who.type === 'shell') return;
  if (scope !== undefined && !isWithin(scope, grant)) {
    throw beyond('It would reach beyond what your own credential is confined to.');
  }
  if (!isHeld(grantsOfPrincipal(principal, grantsOf), grant))
    throw beyond('You do not hold as much yourself.');
  if (who.type === 'agent' && !isHeld(grantsOf(who.onBehalfOf ?? ''), grant)) {
    throw beyond('The user you act for does not hold as much.');
  }
}

/**
 * Whether the caller is an administrator of every project, who may give anything to anybody: by a grant, not by what a
 * policy permits, since whoever asks may be about to change those.
 */
export function administersAll(
  principal: Principal,
  grantsOf: (holder: string) => readonly RoleGrant[],
): boolean {
  const { who, scope } = principal;
  if (who.type === 'shell') return true;
  if (scope !== undefined && !isWithin(scope, { project: '*' })) return false;
  const isAdmin = (held: readonly RoleGrant[]) =>
    held.some(({ role, project, on }) => role === 'admin' && project === '*' && on === undefined);
  return (
    isAdmin(grantsOfPrincipal(principal, grantsOf)) &&
    (who.type !== 'agent' || isAdmin(grantsOf(who.onBehalfOf ?? '')))
  );
}

/**
 * Asked before somebody is handed what signs a user in: nobody is, who holds less than that user.
 * @throws IdentityError identity/grant-beyond
 */
export function requireMayActAs(
  principal: Principal,
  user: string,
  grantsOf: (holder: string) => readonly RoleGrant[],
): void {
  if (administersAll(principal, grantsOf)) return;
  for (const { role, project, on, untilMs } of grantsOf(user)) {
    const expiresAt = Number.isFinite(untilMs) ? new Date(untilMs).toISOString() : undefined;
    requireMayGive(
      principal,
      { to: user, role, project, ...(on && { on }), ...(expiresAt && { expiresAt }) },
      grantsOf,
    );
  }
}

function isHeld(held: readonly RoleGrant[], { role, project, on, expiresAt }: NewGrant): boolean {
  const untilMs = expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(expiresAt);
  return held.some(
    (own) =>
      (own.role === 'admin' || own.role === role) &&
      (own.project === '*' || own.project === project) &&
      (own.on === undefined || (own.on.kind === on?.kind && own.on.id === on.id)) &&
      own.untilMs >= untilMs,
  );
}

const lists = { route: 'routes', model: 'models', dataset: 'datasets' } as const;

function isWithin(scope: Scope, { project, on }: Pick<NewGrant, 'project' | 'on'>): boolean {
  if (scope.project !== undefined && scope.project !== project) return false;
  return Object.entries(lists).every(([kind, list]) => {
    const named = scope[list];
    return named.includes('*') || (on?.kind === kind && named.includes(on.id));
  });
}

function beyond(detail: string): IdentityError {
  return new IdentityError('identity/grant-beyond', detail);
}
