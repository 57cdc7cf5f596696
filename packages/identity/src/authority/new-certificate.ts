import { isIP } from 'node:net';
import { z } from 'zod';
import { isNetwork } from '../keys/network-list.ts';
import { isSpiffeId } from '../principals/spiffe-id.ts';

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const maxDays = 398;

/** Host names in lower case; a wildcard stands for one label, the first. */
function isHostName(text: string): boolean {
  const parts = text.split('.');
  const named = parts[0] === '*' && parts.length > 2 ? parts.slice(1) : parts;
  return text.length <= 253 && named.every((part) => label.test(part)) && !/^[\d.]+$/.test(text);
}

const certificateName = z
  .string()
  .max(512)
  .refine(
    (text) => isHostName(text) || isIP(text) !== 0 || isSpiffeId(text),
    'must be a host name in lower case, an IP address or a SPIFFE ID',
  );

export const newAuthoritySchema = z.strictObject({
  trustDomain: z
    .string()
    .max(253)
    .refine(
      (text) => isHostName(text) && !text.startsWith('*'),
      'must be a name in lower case such as example.org',
    )
    .optional()
    .describe('Of the SPIFFE identities it gives; default: one that no other installation has.'),
  permit: z
    .array(
      z
        .string()
        .max(253)
        .refine(
          (text) => isNetwork(text) || (isHostName(text) && !text.startsWith('*')),
          'must be a host name in lower case, an IP address or a network such as 203.0.113.0/24',
        ),
    )
    .max(64)
    .optional()
    .describe(
      'Host names, with those below them, and networks that its certificates may be good for, beside private ones.',
    ),
});
export type NewAuthority = z.infer<typeof newAuthoritySchema>;

export const newCertificateSchema = z
  .strictObject({
    request: z.string().min(1).max(16_384).describe('PKCS #10 in PEM; only its key is used.'),
    purpose: z.enum(['server', 'client']),
    names: z.array(certificateName).min(1).max(64),
    days: z.int().min(1).max(maxDays).optional().describe('Default: 30.'),
  })
  .refine(
    ({ purpose, names }) =>
      purpose === 'server' || (names.length === 1 && names[0]?.startsWith('spiffe://') === true),
    { path: ['names'], message: 'of a client is one SPIFFE ID' },
  );
export type NewCertificate = z.infer<typeof newCertificateSchema>;
