import type { Principal, RoleGrant, Scope } from '@ringwall/core';
import { Epoch } from '../epoch.ts';
import { activatePolicies, parseBasePolicies, parseOwnPolicies } from './active-policies.ts';
import { createAuthorizer } from './authorize.ts';

const base = parseBasePolicies();

/** Test helper: an authorizer over these grants and own policies, with everything one may change about it. */
export function authorizerFor(
  given: {
    readonly grants?: Readonly<Record<string, readonly Partial<RoleGrant>[]>>;
    readonly own?: string;
    readonly disabled?: readonly string[];
    readonly projects?: readonly string[];
  } = {},
) {
  const clock = { time: Date.parse('2026-11-22T16:00:00.000Z'), now: () => clock.time };
  const epoch = new Epoch();
  const own = parseOwnPolicies(given.own ?? '');
  if (!own.ok) throw new Error(JSON.stringify(own.problems));
  const policies = activatePolicies(base, own.policies);
  const held = new Map(Object.entries(given.grants ?? {}));
  const asked: string[] = [];
  const authorizer = createAuthorizer({
    ...{ clock, epoch, policies },
    grantsOf: (holder) => {
      asked.push(holder);
      return (held.get(holder) ?? []).map((grant) => ({
        ...{ role: 'engineer', project: 'default', untilMs: Number.POSITIVE_INFINITY },
        ...grant,
      }));
    },
    isDisabled: (holder) => given.disabled?.includes(holder) ?? false,
    projects: () => given.projects ?? ['default', 'clinic'],
  });
  return { ...authorizer, clock, epoch, policies, held, asked };
}

/** Test helper: a signed-in user. */
export function session(id = 'usr_1'): Principal {
  return { kind: 'session', id: 'ses_1', who: { type: 'user', id } };
}

/** Test helper: a key, of nobody unless told. */
export function key(
  scope: Partial<Scope> = {},
  who: Principal['who'] = { type: 'service', id: 'key_1' },
): Principal {
  const everything = { routes: ['*'], models: ['*'], datasets: ['*'], purposes: ['*'] };
  return {
    kind: 'key',
    id: 'key_1',
    who,
    scope: { project: 'default', ...everything, administration: false, ...scope },
  };
}
