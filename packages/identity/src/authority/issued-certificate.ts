import { parseBoundedJson, type Shown } from '@ringwall/core';
import { z } from 'zod';
import type { PeerCertificate } from '../authentication.ts';
import { IdentityError } from '../errors.ts';
import type { AuthorityTables } from './tables.ts';

export type CertificateRow = AuthorityTables['certificates'];

/** A certificate of the embedded authority, as lists show it. */
export const certificateSummary = z
  .object({
    id: z.string(),
    serial: z.string().describe('Hexadecimal, in lower case.'),
    fingerprint: z.string().describe('SHA-256 over its DER form, hexadecimal in lower case.'),
    purpose: z.enum(['server', 'client']),
    names: z.array(z.string()).describe('Host names, addresses, and SPIFFE identities.'),
    issuedAt: z.iso.datetime(),
    notAfter: z.iso.datetime(),
    revokedAt: z.iso.datetime().exactOptional(),
    reason: z.string().exactOptional(),
  })
  .meta({ id: 'CertificateSummary' });
export type CertificateSummary = Shown<typeof certificateSummary>;

/** The id of any certificate, whoever issued it: half of its SHA-256 is more than anybody can aim at. */
export function certificateId({ sha256 }: Pick<PeerCertificate, 'sha256'>): `crt_${string}` {
  return `crt_${sha256.slice(0, 32)}`;
}

export function summarize(row: CertificateRow): CertificateSummary {
  return {
    id: row.id,
    serial: row.serial,
    fingerprint: row.fingerprint,
    purpose: row.purpose === 'server' ? 'server' : 'client',
    names: stored(row.names, row.id),
    issuedAt: new Date(row.issued_at).toISOString(),
    notAfter: new Date(row.not_after).toISOString(),
    ...(row.revoked_at === null ? {} : { revokedAt: new Date(row.revoked_at).toISOString() }),
    ...(row.reason === null ? {} : { reason: row.reason }),
  };
}

function stored(names: string, id: string): readonly string[] {
  try {
    return z.array(z.string()).parse(parseBoundedJson(names));
  } catch (cause) {
    throw new IdentityError('identity/row-damaged', `The certificate ${id} cannot be read.`, { cause });
  }
}
