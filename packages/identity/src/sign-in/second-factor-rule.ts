import type { Action, Principal } from '@ringwall/core';
import type { Grants } from '../grants/grants.ts';
import type { Sessions } from './sessions.ts';

/** What a session may still do that has to set up a second factor first. */
const settingUp: ReadonlySet<Action> = new Set([
  'session.read',
  'session.end',
  'account.read',
  'account.change',
]);

const ofAccount =
  'This role needs a second factor: set up one-time codes or a passkey in your account first.';
const fromProvider =
  'This role needs a second factor, and the identity provider did not say (amr) that it asked for one. Where it asks everybody, set signIn.oidc.secondFactor to always.';

export interface SecondFactorRule {
  /** Whether what this user may do asks for a second factor. */
  asks(user: string): boolean;
  /**
   * Why a session may not do this: whoever administers has signed in with a password or an invitation alone, or at an identity provider that
   * showed no second factor. Undefined
   * where it may. Looked at for each action, so that a role which is given later counts too.
   */
  forbids(principal: Principal, action: Action): string | undefined;
}

/** Administrators and security need a second factor, unless the configuration says otherwise. */
export function secondFactorRule(parts: {
  readonly sessions: Sessions;
  readonly grants: Grants;
  readonly required: boolean;
}): SecondFactorRule {
  const { sessions, grants, required } = parts;
  const asks = (user: string) =>
    required && grants.of(user).some(({ role }) => role === 'admin' || role === 'security');
  return {
    asks,
    forbids(principal, action) {
      if (principal.kind !== 'session' || settingUp.has(action) || !asks(principal.who.id)) return undefined;
      const session = sessions.summary(principal.id);
      // A link comes from the machine's own shell.
      if (session?.secondFactor || session?.method === 'link') return undefined;
      return session?.method === 'oidc' ? fromProvider : ofAccount;
    },
  };
}
