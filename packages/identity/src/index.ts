export { type ApprovableAction, type ApprovalPolicy, approvableActions } from './approvals/approvable.ts';
export type { ApprovalSummary } from './approvals/approval.ts';
export type { Approvals } from './approvals/approvals.ts';
export { approvalModule } from './approvals/module.ts';
export type { Authentication, PeerCertificate, Presented, Refusal } from './authentication.ts';
export type { AuthoritySummary, IssuedCertificate } from './authority/authority.ts';
export { type CertificateRequest, newCertificateRequest } from './authority/certificate-request.ts';
export type { CertificateSummary } from './authority/issued-certificate.ts';
export { authorityModule } from './authority/module.ts';
export { peerCertificate } from './authority/peer-certificate.ts';
export { createDenials, type Denials } from './denials/denials.ts';
export { ApprovalRequired, IdentityError, type IdentityErrorCode, identityErrors } from './errors.ts';
export type { Fetch } from './fetch.ts';
export type { GrantSummary, Grants } from './grants/grants.ts';
export { grantModule } from './grants/module.ts';
export { grantedOn, type NewGrant } from './grants/new-grant.ts';
export type { Idempotency } from './idempotency/idempotency.ts';
export { createIdentity, type Identity } from './identity.ts';
export { revokeBoundKeys } from './keys/bound-keys.ts';
export type { KeySummary } from './keys/key-row.ts';
export { keyModule } from './keys/module.ts';
export { type NetworkList, networkList } from './keys/network-list.ts';
export type { NewKey } from './keys/new-key.ts';
export { isPurpose } from './keys/purpose.ts';
export type { LimitSummary, LimitUse, NewLimit } from './limits/limit.ts';
export type { LimitedCall } from './limits/limited-call.ts';
export type { LimitRefusal, LimitStanding, Reservation } from './limits/limiter.ts';
export type { AskedHistory, SpendHistory, Spent } from './limits/limits.ts';
export { limitModule } from './limits/module.ts';
export { identityModule } from './module.ts';
export type { OidcProvider } from './oidc/oidc-provider.ts';
export type { BegunSignIn, OidcSignIn } from './oidc/oidc-sign-in.ts';
export type { Explanation } from './policies/explain.ts';
export { policyModule } from './policies/module.ts';
export type { PolicyVersion } from './policies/own-policies.ts';
export type {
  DecisionLookup,
  Policies,
  PoliciesInForce,
  RecordedDecision,
  RequestExplanation,
} from './policies/policies.ts';
export type { PolicyProblem } from './policies/policy-set.ts';
export { permittedAction } from './policies/role-matrix.ts';
export { principalModule } from './principals/module.ts';
export type { ServiceSummary } from './principals/services.ts';
export { type UserSummary, type Users, userSummary } from './principals/users.ts';
export { projectModule } from './projects/module.ts';
export type { ProjectSummary } from './projects/projects.ts';
export type { SecretBox, Vault } from './secrets/secret-box.ts';
export { type AccountView, accountView, type FactorAdded } from './sign-in/account.ts';
export type { SignInOptions } from './sign-in/local-sign-in.ts';
export { signInModule } from './sign-in/module.ts';
export type { RelyingParty } from './sign-in/passkeys.ts';
export { type NewSession, type SessionSummary, sessionSummary } from './sign-in/sessions.ts';
export type { SignInPlace, SignInStep } from './sign-in/sign-in.ts';
export { defaultProject, identityMigrations } from './tables.ts';
export { tokenModule } from './tokens/module.ts';
export { type RoleMapping, type TokenIssuer, tokenAlgorithms } from './tokens/token-issuer.ts';
export type { IssuerSummary, Tokens } from './tokens/tokens.ts';
