import type { Access, AccessContext, Action, Principal, Projects, Resource } from '@ringwall/core';
import type { Authentication, Presented } from './authentication.ts';
import { Epoch } from './epoch.ts';
import type { Fetch } from './fetch.ts';
import { type Grants, loadGrants } from './grants/grants.ts';
import { type Keys, loadKeys, type SubjectLookup } from './keys/keys.ts';
import { type Limits, loadLimits } from './limits/limits.ts';
import { type ExternalIdentities, loadExternalIdentities } from './oidc/external-identities.ts';
import type { IdentityParts } from './parts.ts';
import { createAuthorizer } from './policies/authorize.ts';
import { loadOwnPolicies } from './policies/own-policies.ts';
import { loadUsers, type Users } from './principals/users.ts';
import { openSecretBox, type Vault } from './secrets/secret-box.ts';
import { type LocalSignIn, loadLocalSignIn, type SignInOptions } from './sign-in/local-sign-in.ts';
import { createLoginLinks, type LoginLinks } from './sign-in/login-links.ts';
import { loadSessions, type NewSession, type Sessions } from './sign-in/sessions.ts';
import type { TokenIssuer } from './tokens/token-issuer.ts';
import { loadTokens, looksLikeToken, type Tokens } from './tokens/tokens.ts';

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
  /** Where an action is allowed: what a list may show. */
  projectsFor(principal: Principal, action: Action): Projects;
  /** Changes whenever an answer of `isLive` or `authorize` may have. */
  readonly epoch: number;
  readonly keys: Keys;
  readonly users: Users;
  readonly grants: Grants;
  readonly sessions: Sessions;
  readonly loginLinks: LoginLinks;
  /** Signing in with what people have here. */
  readonly local: LocalSignIn;
  readonly limits: Limits;
  readonly tokens: Tokens;
  readonly externalIdentities: ExternalIdentities;
  /** Trades the token of a login link or an invitation for a session; undefined for one unknown, used or expired. */
  signInWithLink(
    token: string,
    options?: { readonly replaces?: string | undefined },
  ): Promise<NewSession | undefined>;
  /** Wraps what is kept secret here under the newest version of the key-encryption key. */
  rewrapSecrets(): Promise<void>;
}

/** Loads everything into memory. Drain the outbox before, so that what is loaded is also recorded. */
export async function createIdentity(
  given: Omit<IdentityParts, 'epoch'> & {
    /** Wraps what identity keeps secret and has to read again. */
    readonly vault: Vault;
    readonly signIn?: SignInOptions | undefined;
    /** How the ledger finds persons; without it keys cannot be bound to one. */
    readonly subjectLookup?: SubjectLookup | undefined;
    /** Whose bearer tokens are believed; none by default. */
    readonly tokenIssuers?: readonly TokenIssuer[];
    /** Reaches those issuers. */
    readonly fetch?: Fetch;
  },
): Promise<Identity> {
  const epoch = new Epoch();
  const parts = { ...given, epoch };
  const users = await loadUsers(parts);
  const grants = await loadGrants(parts);
  const keys = await loadKeys(parts);
  const sessions = await loadSessions({ ...parts, users, idleMs: given.signIn?.idleMs });
  const box = await openSecretBox(given.store, given.vault);
  const local = await loadLocalSignIn({
    ...{ ...parts, users, grants, sessions, box, options: given.signIn ?? {} },
  });
  const loginLinks = createLoginLinks(parts);
  const limits = await loadLimits(parts);
  const externalIdentities = await loadExternalIdentities(parts);
  const tokens = await loadTokens({
    ...{ ...parts, users, externalIdentities, issuers: given.tokenIssuers ?? [] },
    fetch: given.fetch ?? noFetch,
  });
  const own = await loadOwnPolicies(parts);
  const { authorize, projectsFor } = createAuthorizer({
    ...{ clock: given.clock, epoch, policies: own.active, grantsOf: grants.of, projects: () => [] },
    isDisabled: (id) => users.find(id)?.disabledAt !== undefined,
  });
  return {
    authenticate: (presented) =>
      presented.credential === undefined
        ? { ok: false, reason: 'no credential' }
        : looksLikeToken(presented.credential)
          ? tokens.authenticate(presented)
          : keys.authenticate(presented),
    isLive(principal) {
      switch (principal.kind) {
        case 'key':
          return keys.isLive(principal.id);
        case 'token':
          return tokens.isLive(principal);
        case 'session':
          return sessions.isLive(principal.id);
        case 'shell':
          return true;
        default:
          return false;
      }
    },
    authorize(principal, action, resource, context) {
      const reason = local.rule.forbids(principal, action);
      return reason === undefined
        ? authorize(principal, action, resource, context)
        : { allow: false, reason };
    },
    projectsFor: (principal, action) =>
      local.rule.forbids(principal, action) === undefined ? projectsFor(principal, action) : [],
    get epoch() {
      return epoch.value;
    },
    ...{ keys, users, grants, sessions, loginLinks, local, limits, tokens, externalIdentities },
    async signInWithLink(token, options) {
      const linked = loginLinks.spend(token);
      if (linked !== undefined) return sessions.create(linked, 'link', options);
      const invited = await local.invitations.spend(token);
      const user = invited === undefined ? undefined : users.find(invited);
      if (user === undefined || user.disabledAt !== undefined) return undefined;
      return sessions.create(user.id, 'invitation', options);
    },
    rewrapSecrets: () => box.rewrap(),
  };
}

const noFetch: Fetch = () => Promise.reject(new Error('Nothing outside can be reached from here.'));
