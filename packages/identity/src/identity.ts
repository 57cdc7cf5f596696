import type { Access, AccessContext, Action, Principal, Resource } from '@ringwall/core';
import type { Authentication, Presented } from './authentication.ts';
import { Epoch } from './epoch.ts';
import { type Grants, loadGrants } from './grants/grants.ts';
import { type Keys, loadKeys, type SubjectLookup } from './keys/keys.ts';
import type { IdentityParts } from './parts.ts';
import { authorize } from './policies/authorize.ts';
import { loadUsers, type Users } from './principals/users.ts';
import { createLoginLinks, type LoginLinks } from './sign-in/login-links.ts';
import { loadSessions, type NewSession, type Sessions } from './sign-in/sessions.ts';

/**
 * Who is calling, and what they may do. Questions are answered from memory at once; changes are answered when
 * they are durable and recorded.
 */
export interface Identity {
  /** Who sends this. At once for an API key; a token may have to wait for its issuer's keys. */
  authenticate(presented: Presented): Authentication | Promise<Authentication>;
  /** Whether a principal from before would still be let in: not revoked, expired, ended or disabled since. */
  isLive(principal: Principal): boolean;
  /** The one question asked before anything is done. Denies by default. */
  authorize(principal: Principal, action: Action, resource: Resource, context?: AccessContext): Access;
  /** Changes whenever an answer of `isLive` or `authorize` may have. */
  readonly epoch: number;
  readonly keys: Keys;
  readonly users: Users;
  readonly grants: Grants;
  readonly sessions: Sessions;
  readonly loginLinks: LoginLinks;
  /** Trades a login token for a session; undefined for a token that is unknown, used or expired. */
  signInWithLink(token: string): Promise<NewSession | undefined>;
}

/** Loads everything into memory. Drain the outbox before, so that what is loaded is also recorded. */
export async function createIdentity(
  given: Omit<IdentityParts, 'epoch'> & {
    /** How the ledger finds persons; without it keys cannot be bound to one. */
    readonly subjectLookup?: SubjectLookup | undefined;
  },
): Promise<Identity> {
  const epoch = new Epoch();
  const parts = { ...given, epoch };
  const users = await loadUsers(parts);
  const grants = await loadGrants(parts);
  const keys = await loadKeys(parts);
  const sessions = await loadSessions({ ...parts, users });
  const loginLinks = createLoginLinks(parts);
  return {
    authenticate: (presented) =>
      presented.credential === undefined
        ? { ok: false, reason: 'no credential' }
        : keys.authenticate(presented),
    isLive(principal) {
      switch (principal.kind) {
        case 'key':
          return keys.isLive(principal.id);
        case 'session':
          return sessions.isLive(principal.id);
        case 'shell':
          return true;
        default:
          return false;
      }
    },
    authorize,
    get epoch() {
      return epoch.value;
    },
    ...{ keys, users, grants, sessions, loginLinks },
    async signInWithLink(token) {
      const user = loginLinks.spend(token);
      return user === undefined ? undefined : sessions.create(user, 'link');
    },
  };
}
