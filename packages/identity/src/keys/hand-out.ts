import type { AccessContext, Principal, Scope } from '@ringwall/core';
import { IdentityError } from '../errors.ts';
import { administersAll } from '../grants/may-give.ts';
import type { Identity } from '../identity.ts';

/** What a key would be able to do. `*` in a list stands for everything. */
export interface KeyPower {
  readonly project: string;
  readonly owner?: string | undefined;
  readonly administration?: boolean | undefined;
  readonly routes?: readonly string[] | undefined;
  readonly models?: readonly string[] | undefined;
  readonly datasets?: readonly string[] | undefined;
  readonly purposes?: readonly string[] | undefined;
}

/**
 * Asked before anybody is shown the text of a key, beside whether they may make or rotate keys of its project: nobody
 * is handed another person's rights, nor more than their own credential reaches.
 * @throws IdentityError identity/not-yours
 */
export function requireMayBeHanded(
  { authorize, holders, grants }: Pick<Identity, 'authorize' | 'holders' | 'grants'>,
  principal: Principal,
  key: KeyPower,
  context?: AccessContext,
): void {
  const { who, scope } = principal;
  if (scope !== undefined && !isWithin(scope, key))
    throw refused('It would reach beyond what your own credential is confined to.');
  const { owner, administration = false } = key;
  if (owner === undefined || owner === who.id) return;
  // Whoever may grant anything to anybody gains nothing by it. What a policy permits is bounded by what they hold.
  const everywhere = { kind: 'server', id: 'ringwall' } as const;
  if (administersAll(principal, grants.of) && authorize(principal, 'grant.create', everywhere, context).allow)
    return;
  const holder = holders.find(owner);
  if (holder?.type === 'user') throw refused('It belongs to another person.');
  if (holder?.type === 'agent' && holder.onBehalfOf !== who.id)
    throw refused('It belongs to an agent that acts for another person.');
  if (administration) throw refused('It would have all rights of its owner.');
}

function isWithin(scope: Scope, key: KeyPower): boolean {
  if (scope.project !== undefined && scope.project !== key.project) return false;
  if (key.administration === true && !scope.administration) return false;
  return (['routes', 'models', 'datasets', 'purposes'] as const).every((list) => {
    const own = scope[list];
    return own.includes('*') || (key[list] ?? ['*']).every((name) => name !== '*' && own.includes(name));
  });
}

function refused(detail: string): IdentityError {
  return new IdentityError('identity/not-yours', detail);
}
