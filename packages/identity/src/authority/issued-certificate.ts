import { parseBoundedJson } from '@ringwall/core';
import { z } from 'zod';
import type { PeerCertificate } from '../authentication.ts';
import { IdentityError } from '../errors.ts';
import type { AuthorityTables } from './tables.ts';

export type CertificateRow = AuthorityTables['certificates'];

/** A certificate of the embedded authority, as lists show it. */
export interface CertificateSummary {
  readonly id: string;
  /** Hexadecimal, in lower case. */
  readonly serial: string;
  /** SHA-256 over its DER form, hexadecimal in lower case. */
  readonly fingerprint: string;
  readonly purpose: 'server' | 'client';
  /** Host names, addresses, and SPIFFE identities. */
  readonly names: readonly string[];
  readonly issuedAt: string;
  readonly notAfter: string;
  readonly revokedAt?: string;
  readonly reason?: string;
}

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
