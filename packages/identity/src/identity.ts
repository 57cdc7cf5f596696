import type { Access, AccessContext, Action, Principal, Projects, Resource } from '@ringwall/core';
import type { ApprovalPolicy } from './approvals/approvable.ts';
import { type Approvals, loadApprovals } from './approvals/approvals.ts';
import type { Authentication, Presented } from './authentication.ts';
import { type Authority, loadAuthority } from './authority/authority.ts';
import { createCertificateCallers } from './authority/certificate-callers.ts';
import { certificateId } from './authority/issued-certificate.ts';
import { Epoch } from './epoch.ts';
import type { Fetch } from './fetch.ts';
import { type Grants, loadGrants } from './grants/grants.ts';
import { createIdempotency, type Idempotency } from './idempotency/idempotency.ts';
import { type Keys, loadKeys } from './keys/keys.ts';
import type { SubjectLookup } from './keys/new-key.ts';
import { type Limits, loadLimits } from './limits/limits.ts';
import { type ExternalIdentities, loadExternalIdentities } from './oidc/external-identities.ts';
import type { OidcProvider } from './oidc/oidc-provider.ts';
import { createOidcSignIn, type OidcSignIn } from './oidc/oidc-sign-in.ts';
import type { IdentityParts } from './parts.ts';
import { createAuthorizer } from './policies/authorize.ts';
import { createExplainer } from './policies/explain.ts';
import { loadOwnPolicies } from './policies/own-policies.ts';
import { createPolicies, type DecisionLookup, type Policies } from './policies/policies.ts';
import { createHolders, type Holders } from './principals/holders.ts';
import { loadServices, type Services } from './principals/services.ts';
import { loadUsers, type Users } from './principals/users.ts';
import { loadProjects, type ProjectRegister } from './projects/projects.ts';
import { openSecretBox, type Vault } from './secrets/secret-box.ts';
import { recordFailedSignIns } from './sign-in/failed-sign-ins.ts';
import { type LocalSignIn, loadLocalSignIn, type SignInOptions } from './sign-in/local-sign-in.ts';
import { createLoginLinks, type LoginLinks } from './sign-in/login-links.ts';
import { loadSessions, type NewSession, type Sessions } from './sign-in/sessions.ts';
import { signingOut } from './sign-in/signing-out.ts';
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
  readonly projects: ProjectRegister;
  readonly users: Users;
  readonly services: Services;
  /** Users, services and agents, by the ids that keys and grants name. */
  readonly holders: Holders;
  readonly grants: Grants;
  /** What takes two persons. */
  readonly approvals: Approvals;
  readonly policies: Policies;
  readonly sessions: Sessions;
  readonly loginLinks: LoginLinks;
  /** Signing in with what people have here. */
  readonly local: LocalSignIn;
  readonly limits: Limits;
  readonly tokens: Tokens;
  readonly externalIdentities: ExternalIdentities;
  /** Undefined where no identity provider is configured. */
  readonly oidc: OidcSignIn | undefined;
  /** The embedded certificate authority. */
  readonly authority: Authority;
  /** Trades the token of a login link or an invitation for a session; undefined for one unknown, used or expired. */
  signInWithLink(
    token: string,
    options?: { readonly replaces?: string | undefined },
  ): Promise<NewSession | undefined>;
  /** Requests that are repeated until they are answered, and done once. */
  readonly idempotency: Idempotency;
  /** Wraps what is kept secret here under the newest version of the key-encryption key. */
  rewrapSecrets(): Promise<void>;
  /** Writes down what was noticed and is not yet, and ends what runs. Nobody may be let in any more. */
  close(): Promise<void>;
}

/** Loads everything into memory. Drain the outbox before, so that what is loaded is also recorded. */
export async function createIdentity(
  given: Omit<IdentityParts, 'epoch'> & {
    /** Wraps what identity keeps secret and has to read again. */
    readonly vault: Vault;
    readonly signIn?: SignInOptions | undefined;
    /** How the ledger finds persons; without it keys cannot be bound to one. */
    readonly subjectLookup?: SubjectLookup | undefined;
    /** What the ledger says of a request, for `policies.whyRequest`; nothing by default. */
    readonly recordedDecision?: DecisionLookup;
    /** Whose bearer tokens are believed; none by default. */
    readonly tokenIssuers?: readonly TokenIssuer[];
    /** Where people may sign in to the console, beside here. */
    readonly oidcProvider?: OidcProvider | undefined;
    /** Of a certificate authority that is made here without one being named. */
    readonly trustDomain?: string;
    /** What takes two persons; nothing by default. */
    readonly approvals?: ApprovalPolicy | undefined;
    /** Reaches issuers and the identity provider. */
    readonly fetch?: Fetch;
  },
): Promise<Identity> {
  const epoch = new Epoch();
  const parts = { ...given, epoch };
  const users = await loadUsers(parts);
  const projects = await loadProjects(parts);
  const services = await loadServices({ ...parts, users, projects });
  const holders = createHolders({ users, services });
  const grants = await loadGrants({ ...parts, holders, projects });
  const sessions = await loadSessions({ ...parts, users, idleMs: given.signIn?.idleMs });
  const box = await openSecretBox(given.store, given.vault);
  const addressDigestKey = box.derive('addresses');
  const keys = await loadKeys({ ...parts, holders, projects, addressDigestKey });
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
  const authority = await loadAuthority({
    ...{ ...parts, box, trustDomain: given.trustDomain ?? 'ringwall.local' },
  });
  const own = await loadOwnPolicies(parts);
  const deciding = {
    ...{ clock: given.clock, grantsOf: grants.of },
    isDisabled: (id: string) => holders.find(id) !== undefined && !holders.isActive(id),
    projects: () => projects.list().map(({ id }) => id),
  };
  const { authorize, projectsFor } = createAuthorizer({ ...deciding, epoch, policies: own.active });
  const approvals = await loadApprovals(parts, {
    policy: given.approvals ?? { actions: [], validForMs: 0 },
    // Whoever has signed out since may decide no less: the session is not looked at, only whose it was.
    mayDecide: ({ kind, id, who }, about) =>
      kind === 'shell' ||
      (kind === 'session' &&
        who !== undefined &&
        holders.isActive(who) &&
        authorize({ kind, id, who: { type: 'user', id: who } }, 'approval.decide', about).allow),
  });
  const directory = { findHolder: holders.find, findKey: keys.find };
  const explainer = createExplainer({ ...deciding, active: own.active, base: own.base, directory });
  const policies = createPolicies(own, explainer, given.recordedDecision ?? (async () => undefined));
  const oidc =
    given.oidcProvider &&
    createOidcSignIn(given.oidcProvider, {
      ...{ users, grants, sessions, externalIdentities, clock: parts.clock },
      fetch: given.fetch ?? noFetch,
      onFailed: recordFailedSignIns(parts),
    });
  const idempotency = createIdempotency({ ...parts, box });
  // It may have been long since the server ran.
  await idempotency.forgetOld();
  const certificates = createCertificateCallers({ authority, holders, services, clock: parts.clock });
  const byCredential = (presented: Presented) =>
    looksLikeToken(presented.credential ?? '')
      ? tokens.authenticate(presented)
      : keys.authenticate(presented);
  return {
    authenticate(presented) {
      const { credential, certificate } = presented;
      if (certificate === undefined)
        return credential === undefined ? { ok: false, reason: 'no credential' } : byCredential(presented);
      if (credential === undefined) return certificates.authenticate(certificate);
      const refusal = certificates.refusal(certificate);
      if (refusal !== undefined)
        return { ok: false, reason: refusal, credential: certificateId(certificate) };
      const together = (known: Authentication): Authentication =>
        known.ok ? { ok: true, principal: certificates.shownWith(known.principal, certificate) } : known;
      const known = byCredential({ ...presented, certificate: certificates.believed(certificate) });
      return 'ok' in known ? together(known) : known.then(together);
    },
    isLive(principal) {
      if (!certificates.isLive(principal)) return false;
      switch (principal.kind) {
        case 'key':
          return keys.isLive(certificates.alone(principal));
        case 'token':
          return tokens.isLive(certificates.alone(principal));
        case 'session':
          return sessions.isLive(principal.id);
        case 'shell':
        case 'certificate':
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
    ...{
      projects,
      keys,
      users: signingOut(users, sessions),
      services,
      holders,
      grants,
      policies,
      sessions,
      approvals,
      loginLinks,
      local,
      limits,
      tokens,
      externalIdentities,
      oidc,
      authority,
    },
    async signInWithLink(token, options) {
      const linked = loginLinks.spend(token);
      if (linked !== undefined) return sessions.create(linked, 'link', options);
      const invited = await local.invitations.spend(token);
      const user = invited === undefined ? undefined : users.find(invited);
      if (user === undefined || user.disabledAt !== undefined) return undefined;
      return sessions.create(user.id, 'invitation', options);
    },
    idempotency,
    rewrapSecrets: () => box.rewrap(),
    async close() {
      const ended = Promise.all([own.close(), idempotency.close()]);
      await keys.flush();
      await ended;
    },
  };
}

const noFetch: Fetch = () => Promise.reject(new Error('Nothing outside can be reached from here.'));
