import type { ScryptCost } from '@ringwall/core';
import type { Grants } from '../grants/grants.ts';
import type { IdentityParts } from '../parts.ts';
import type { Users } from '../principals/users.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import { type Account, createAccount } from './account.ts';
import { createAttempts } from './attempts.ts';
import { loadFactors } from './factors.ts';
import { recordFailedSignIns } from './failed-sign-ins.ts';
import { createInvitations, type Invitations } from './invitations.ts';
import { createPasswordHasher } from './password-hash.ts';
import { type SecondFactorRule, secondFactorRule } from './second-factor-rule.ts';
import type { Sessions } from './sessions.ts';
import { createSignIn, type SignIn } from './sign-in.ts';
import { createSignInAdministration, type SignInAdministration } from './sign-in-administration.ts';

/** What may be configured about signing in here. */
export interface SignInOptions {
  /** Whether administrators and security need a second factor; true where absent. */
  readonly requireSecondFactor?: boolean;
  /** How long a session may rest, in milliseconds; two hours where absent. */
  readonly idleMs?: number;
  /** For tests, which have no time for the work that guessing has to cost. */
  readonly scryptCost?: ScryptCost;
}

export interface LocalSignIn {
  readonly signIn: SignIn;
  readonly account: Account;
  readonly administration: SignInAdministration;
  readonly invitations: Invitations;
  readonly rule: SecondFactorRule;
}

/** Signing in with what people have here, and changing what that is. */
export async function loadLocalSignIn(
  parts: IdentityParts & {
    readonly users: Users;
    readonly grants: Grants;
    readonly sessions: Sessions;
    readonly box: SecretBox;
    readonly options: SignInOptions;
  },
): Promise<LocalSignIn> {
  const { options } = parts;
  const factors = await loadFactors(parts);
  const hasher = createPasswordHasher(options.scryptCost);
  const attempts = createAttempts(parts.clock);
  const rule = secondFactorRule({ ...parts, required: options.requireSecondFactor ?? true });
  const invitations = createInvitations({ ...parts, factors });
  const shared = { ...parts, factors, hasher, attempts, rule, invitations };
  return {
    signIn: createSignIn({ ...shared, onFailed: recordFailedSignIns(parts) }),
    account: createAccount(shared),
    administration: createSignInAdministration(shared),
    invitations,
    rule,
  };
}
