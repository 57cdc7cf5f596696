import { CoreError } from '@ringwall/core';
import { type TokenIssuer, tokenAlgorithms } from '@ringwall/identity';
import { z } from 'zod';
import { baseUrl } from './base-url.ts';
import { configName } from './name.ts';
import { claimPath, roleMappings } from './role-mapping.ts';

const audience = z.string().min(1).max(512);
const audiences = z.union([
  audience.transform((one): [string, ...string[]] => [one]),
  z.tuple([audience], audience),
]);
const names = z.array(z.string().min(1).max(256)).min(1).max(256).default(['*']);

const entry = z.strictObject({
  /** Exactly as in its tokens. */
  issuer: baseUrl,
  audience: audiences,
  jwksUri: baseUrl.optional(),
  algorithms: z
    .tuple([z.enum(tokenAlgorithms)], z.enum(tokenAlgorithms))
    .default(['EdDSA', 'ES256', 'ES384', 'PS256', 'RS256']),
  clockSkewSeconds: z.int().min(0).max(300).default(60),
  maxAgeSeconds: z.int().positive().max(31_536_000).optional(),
  who: z.enum(['user', 'service']).default('service'),
  claims: z
    .strictObject({
      who: claimPath.default(['sub']),
      groups: claimPath.default(['groups']),
      project: claimPath.optional(),
    })
    .prefault({}),
  project: configName.optional(),
  routes: names,
  models: names,
  administration: z.boolean().default(false),
  roles: roleMappings,
});

/** `tokens` of the configuration: whose bearer tokens are believed. */
export const tokensSchema = z.array(entry).max(16).default([]);

/** @throws CoreError core/config-invalid where a token could be for two entries at once */
export function readTokenIssuers(given: z.infer<typeof tokensSchema>, path: string): readonly TokenIssuer[] {
  const seen = new Set<string>();
  for (const { issuer, audience } of given) {
    for (const each of audience) {
      const key = JSON.stringify([issuer, each]);
      if (seen.has(key)) {
        throw new CoreError(
          'core/config-invalid',
          `${path}: tokens: two entries are for ${issuer} and ${each}.`,
        );
      }
      seen.add(key);
    }
  }
  return given.map(({ audience, jwksUri, clockSkewSeconds, maxAgeSeconds, claims, project, ...rest }) => ({
    ...rest,
    audiences: audience,
    clockSkewMs: clockSkewSeconds * 1000,
    claims: {
      ...{ who: claims.who, groups: claims.groups },
      ...(claims.project !== undefined && { project: claims.project }),
    },
    ...(jwksUri !== undefined && { jwksUri }),
    ...(maxAgeSeconds !== undefined && { maxAgeMs: maxAgeSeconds * 1000 }),
    ...(project !== undefined && { project }),
  }));
}
