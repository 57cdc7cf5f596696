import { actorOf, type Module } from '@ringwall/core';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import type { Identity } from '../identity.ts';
import { serviceSpiffeId } from './certificate-callers.ts';
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

/** What the embedded certificate authority adds to the server: its tables and routes. */
export const authorityModule: Module<{ identity: Identity }> = {
  name: 'authority',
  migrations: authorityMigrations,
  routes: ({ identity }) => [
    {
      method: 'GET',
      path: '/api/authority',
      summary: 'The embedded certificate authority, with its certificate.',
      action: 'certificate.list',
      handle: () => current(identity),
    },
    {
      method: 'POST',
      path: '/api/authority',
      summary: 'Makes the embedded certificate authority.',
      action: 'certificate.issue',
      body: newAuthoritySchema,
      handle: ({ principal, body }) =>
        identity.authority.create(newAuthoritySchema.parse(body), actorOf(principal)),
    },
    {
      method: 'GET',
      path: '/api/authority/revocation-list',
      summary: 'The certificates that were revoked, signed (RFC 5280, PEM); good for a week.',
      action: 'certificate.list',
      handle: async () => ({ pem: await identity.authority.revocationList() }),
    },
    {
      method: 'GET',
      path: '/api/certificates',
      summary: 'Lists the certificates that the authority has issued, the newest 1,000.',
      action: 'certificate.list',
      handle: () => identity.authority.list(),
    },
    {
      method: 'POST',
      path: '/api/certificates',
      summary: 'Signs the key of a certificate request, for the names of a server or for a service.',
      action: 'certificate.issue',
      body: issueBody,
      handle: ({ principal, body, address }) => {
        const { service, names, ...rest } = issueBody.parse(body);
        if ((service === undefined) === (names === undefined))
          throw new IdentityError('identity/certificate-invalid', 'names or service: give one of them.');
        if (service !== undefined) requireMayIssue(identity, principal, service, { address });
        const asked =
          service === undefined
            ? { purpose: 'server' as const, names: names ?? [] }
            : { purpose: 'client' as const, names: [identityOf(service, identity)] };
        return identity.authority.issue({ ...rest, ...asked }, actorOf(principal));
      },
    },
    {
      method: 'POST',
      path: '/api/certificates/:id/revoke',
      summary: 'Revokes a certificate, effective at once.',
      action: 'certificate.revoke',
      resource: ({ params: { id = '' } }) => ({ kind: 'certificate', id }),
      body: revokeBody,
      handle: ({ principal, params: { id = '' }, body }) =>
        identity.authority.revoke(id, revokeBody.parse(body).reason, actorOf(principal)),
    },
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
