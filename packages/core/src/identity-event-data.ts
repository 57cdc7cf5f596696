import { z } from 'zod';
import { roles } from './access.ts';

const text = z.string().max(512);
const count = z.int().nonnegative();
const time = z.string().max(32);
const names = z.array(text).max(256);
const role = z.enum(roles);
const resource = z.strictObject({ kind: z.enum(['route', 'model', 'dataset']), id: text });
const signInMethods = ['link', 'invitation', 'password', 'passkey', 'oidc'] as const;

/** Events about who is calling and what they may do. Users are named by id alone: names and addresses stay out. */
export const identityEventData = {
  'session.created': z.strictObject({
    session: text,
    user: text.optional(),
    method: z.enum(signInMethods).optional(),
    /** Whether a second factor was shown. */
    secondFactor: z.boolean().optional(),
  }),
  'session.ended': z.strictObject({ session: text, user: text.optional(), reason: text.optional() }),
  'login-link.created': z.strictObject({ expiresAt: time, user: text.optional() }),
  'login.failed': z.strictObject({
    method: z.enum(signInMethods),
    /** Known only where the name was that of a user. */
    user: text.optional(),
    reason: text,
    /** Like failures since the last record that were counted and not recorded one by one. */
    suppressed: count,
  }),
  'login.locked': z.strictObject({ user: text, until: time, failures: count }),
  'key.rotated': z.strictObject({
    key: text,
    /** Until when the older secret is good too. */
    overlapUntil: time,
  }),
  /** A credential was used as it was not before: for the first time, from elsewhere, after a long rest. */
  'credential.noticed': z.strictObject({
    credential: text,
    pattern: z.enum([
      'first-use',
      'new-address',
      'after-rest',
      'older-secret',
      'refused-address',
      'refused-certificate',
    ]),
    /** A keyed digest of the address, which tells two apart and names none. */
    address: text.optional(),
    suppressed: count.optional(),
  }),
  /** A bearer token of an issuer, or every one for a user or service that was issued until then. */
  'token.revoked': z.strictObject({ target: text }),
  'project.created': z.strictObject({ project: text, name: text }),
  'user.created': z.strictObject({ user: text, source: z.enum(['local', 'directory']) }),
  'user.changed': z.strictObject({
    user: text,
    change: z.enum([
      'disabled',
      'enabled',
      'renamed',
      'invited',
      'password-set',
      'totp-added',
      'totp-removed',
      'passkey-added',
      'passkey-removed',
      'recovery-codes-made',
      'recovery-code-used',
      'factors-cleared',
      'unlocked',
      'linked',
    ]),
  }),
  'service.created': z.strictObject({
    service: text,
    type: z.enum(['service', 'agent']),
    name: text,
    onBehalfOf: text.optional(),
    /** The identity it shows in client certificates. */
    spiffeId: text.optional(),
  }),
  'service.changed': z.strictObject({
    service: text,
    change: z.enum(['disabled', 'enabled', 'spiffe-id']),
  }),
  'grant.created': z.strictObject({
    grant: text,
    to: text,
    role,
    /** `*` for every project. */
    in: text,
    on: resource.optional(),
    expiresAt: time.optional(),
    source: z.enum(['manual', 'directory', 'recovery']),
  }),
  'grant.revoked': z.strictObject({
    grant: text,
    to: text,
    source: z.enum(['manual', 'directory', 'recovery']),
  }),
  /** Another set of policies decides from here on; `digest` is the SHA-256 of their text. */
  'policy.changed': z.strictObject({
    version: count,
    digest: text,
    policies: names,
    added: names,
    removed: names,
    changed: names,
  }),
  'limit.set': z.strictObject({
    limit: text,
    /** Whom or what it limits: `key:key_…`, `project:default`, `key:*` for each key by itself. */
    of: text,
    metric: z.enum(['requests', 'tokens', 'money', 'concurrency']),
    /** Requests, tokens, billionths of a US dollar, or requests at once. */
    amount: count,
    /** `second`, `minute`, `hour`, `day`, `month`; absent for concurrency. */
    per: text.optional(),
    /** How long a request may wait for its turn; absent: it is refused at once. */
    queueMs: count.optional(),
    /** Only requests within it count; absent: those of all projects. */
    project: text.optional(),
  }),
  'limit.removed': z.strictObject({ limit: text, of: text }),
  'limit.reached': z.strictObject({
    limit: text,
    of: text,
    route: text,
    /** Like refusals since the last record that were counted and not recorded one by one. */
    suppressed: count,
  }),
  /** Something that takes two persons; `digest` (SHA-256, hex) is over the exact request. */
  'approval.requested': z.strictObject({
    approval: text,
    action: text,
    resource: text,
    digest: text,
    reason: text,
    expiresAt: time,
  }),
  'approval.decided': z.strictObject({
    approval: text,
    decision: z.enum(['approved', 'refused', 'withdrawn']),
    reason: text,
  }),
  'approval.used': z.strictObject({ approval: text }),
  'ca.created': z.strictObject({ fingerprint: text, notAfter: time }),
  'certificate.issued': z.strictObject({
    serial: text,
    fingerprint: text,
    purpose: z.enum(['server', 'client']),
    /** DNS names, addresses and SPIFFE identities it is good for. */
    names: z.array(text).max(64),
    notAfter: time,
  }),
  'certificate.revoked': z.strictObject({ serial: text, reason: text }),
  /** A listener shows another certificate from here on. */
  'certificate.loaded': z.strictObject({ listener: text, fingerprint: text, notAfter: time }),
  /** Connections that are weaker than TLS 1.3, or go to addresses that are refused by default, as configured from here on. */
  'transport-exceptions.changed': z.strictObject({ exceptions: names, before: names }),
} as const;
