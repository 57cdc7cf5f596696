import { actorOf, type Module, pageQuery, pageSchema, route } from '@ringwall/core';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import type { Identity } from '../identity.ts';
import { authoritySummary, issuedCertificate } from './authority.ts';
import { serviceSpiffeId } from './certificate-callers.ts';
import { certificateSummary } from './issued-certificate.ts';
import { requireMayIssue } from './may-issue.ts';
import { newAuthoritySchema, newCertificateSchema } from './new-certificate.ts';
import { authorityMigrations } from './tables.ts';

/** Either the names of a server, or the service that shall show it. */
const issueBody = z.strictObject({
  request: newCertificateSchema.shape.request,
  names: newCertificateSchema.shape.names.optional(),
  service: z.string().max(64).optional(),
  days: newCertificateSchema.shape.days,
});
const revokeBody = z.strictObject({ reason: z.string().trim().min(1).max(256) });

const certificateQuery = z.strictObject({
  ...pageQuery,
  cursor: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z crt_[0-9a-f]{1,64}$/, 'must be the `next` of a page')
    .optional(),
});

/** What the embedded certificate authority adds to the server: its tables and routes. */
export const authorityModule: Module<{ identity: Identity }> = {
  name: 'authority',
  migrations: authorityMigrations,
  routes: ({ identity }) => [
    route({
      method: 'GET',
      path: '/api/authority',
      summary: 'The embedded certificate authority, with its certificate.',
      operation: 'getAuthority',
      action: 'certificate.list',
      reply: authoritySummary,
      handle: () => current(identity),
    }),
    route({
      method: 'POST',
      path: '/api/authority',
      summary: 'Makes the embedded certificate authority.',
      operation: 'createAuthority',
      action: 'certificate.issue',
      body: newAuthoritySchema,
      reply: authoritySummary,
      handle: ({ principal, body }) => identity.authority.create(body, actorOf(principal)),
    }),
    route({
      method: 'GET',
      path: '/api/authority/revocation-list',
      summary: 'The certificates that were revoked, signed (RFC 5280, PEM); good for a week.',
      operation: 'getRevocationList',
      action: 'certificate.list',
      reply: z.object({ pem: z.string() }).meta({ id: 'RevocationList' }),
      handle: async () => ({ pem: await identity.authority.revocationList() }),
    }),
    route({
      method: 'GET',
      path: '/api/certificates',
      summary: 'Lists the certificates that the authority has issued, newest first, revoked ones too.',
      operation: 'listCertificates',
      action: 'certificate.list',
      query: certificateQuery,
      reply: pageSchema(certificateSummary),
      handle: async ({ query: { limit, cursor } }) => {
        const [issuedAt, id] = cursor?.split(' ') ?? [];
        const after = issuedAt !== undefined && id !== undefined ? { issuedAt, id } : undefined;
        const found = await identity.authority.list({ limit: limit + 1, after });
        const items = found.slice(0, limit);
        const last = items.at(-1);
        if (found.length <= limit || last === undefined) return { items };
        return { items, next: `${last.issuedAt} ${last.id}` };
      },
    }),
    route({
      method: 'POST',
      path: '/api/certificates',
      summary: 'Signs the key of a certificate request, for the names of a server or for a service.',
      operation: 'issueCertificate',
      action: 'certificate.issue',
      body: issueBody,
      reply: issuedCertificate,
      handle: ({ principal, body: { service, names, ...rest }, address }) => {
        if ((service === undefined) === (names === undefined))
          throw new IdentityError('identity/certificate-invalid', 'names or service: give one of them.');
        if (service !== undefined) requireMayIssue(identity, principal, service, { address });
        const asked =
          service === undefined
            ? { purpose: 'server' as const, names: names ?? [] }
            : { purpose: 'client' as const, names: [identityOf(service, identity)] };
        return identity.authority.issue({ ...rest, ...asked }, actorOf(principal));
      },
    }),
    route({
      method: 'POST',
      path: '/api/certificates/:id/revoke',
      summary: 'Revokes a certificate, effective at once.',
      operation: 'revokeCertificate',
      action: 'certificate.revoke',
      resource: ({ params: { id = '' } }) => ({ kind: 'certificate', id }),
      body: revokeBody,
      reply: certificateSummary,
      handle: ({ principal, params: { id = '' }, body: { reason } }) =>
        identity.authority.revoke(id, reason, actorOf(principal)),
    }),
  ],
};

function current({ authority }: Identity) {
  if (authority.current !== undefined) return authority.current;
  throw new IdentityError('identity/authority-missing', 'No certificate authority was made here.');
}

/** The SPIFFE identity of a service or agent that there is, and that may be used. */
function identityOf(service: string, identity: Identity): string {
  if (identity.holders.projectOf(service) === undefined || !identity.holders.isActive(service))
    throw new IdentityError(
      'identity/certificate-invalid',
      'service: there is no such service, or it is disabled.',
    );
  return serviceSpiffeId(current(identity).trustDomain, service);
}
