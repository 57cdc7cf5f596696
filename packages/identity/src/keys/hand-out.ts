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
  /** In CIDR notation; absent: it may come from anywhere. */
  readonly networks?: readonly string[] | undefined;
  readonly certificate?: string | undefined;
  /** RFC 3339; absent: it does not end. */
  readonly expiresAt?: string | undefined;
}

/**
 * Asked before anybody is shown the text of a key, beside whether they may make or rotate keys of its project: nobody
 * is handed another person's rights, nor more than their own credential reaches.
 * @throws IdentityError identity/not-yours
 */
export function requireMayBeHanded(
  { authorize, holders, grants, keys }: Pick<Identity, 'authorize' | 'holders' | 'grants' | 'keys'>,
  principal: Principal,
  key: KeyPower,
  context?: AccessContext,
): void {
  const { who, scope } = principal;
  if (scope !== undefined && !isWithin(scope, key))
    throw refused('It would reach beyond what your own credential is confined to.');
  const bearer = principal.kind === 'key' ? keys.find(principal.id) : undefined;
  if (bearer !== undefined && !isBoundAlike(bearer, key))
    throw refused(
      'It would be good for longer than your own key, from elsewhere or without its certificate.',
    );
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

/** Networks are told apart as they are written: whoever has a key of a few names among those. */
function isBoundAlike(own: KeyPower, key: KeyPower): boolean {
  const endOf = ({ expiresAt }: KeyPower) =>
    expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(expiresAt);
  return (
    endOf(key) <= endOf(own) &&
    (own.certificate === undefined || own.certificate === key.certificate) &&
    (own.networks === undefined || key.networks?.every((network) => own.networks?.includes(network)) === true)
  );
}

function refused(detail: string): IdentityError {
  return new IdentityError('identity/not-yours', detail);
}
