import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CoreError, type Secret } from '@ringwall/core';
import type { OidcProvider } from '@ringwall/identity';
import { z } from 'zod';
import { baseUrl } from './base-url.ts';
import { credential } from './credential.ts';
import type { Environment } from './file.ts';
import { claimPath, roleMappings } from './role-mapping.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** `signIn.oidc` of the configuration: the identity provider that people sign in to the console with. */
export const oidcSchema = z.strictObject({
  /** Exactly as in its metadata. */
  issuer: baseUrl,
  clientId: z.string().min(1).max(256),
  /** Name of the environment variable that holds the client's secret. */
  clientSecretEnv: z
    .string()
    .regex(/^[A-Za-z_]\w{0,127}$/, 'must be the name of an environment variable')
    .optional(),
  /** Path of a file that holds the secret and nothing else. */
  clientSecretFile: z.string().min(1).optional(),
  title: z
    .string()
    .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,64}$/u, 'must be 1 to 64 printable characters')
    .default('Single sign-on'),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/, 'must be a scope of OAuth 2.0'))
    .max(16)
    .default(['profile']),
  claims: z
    .strictObject({
      name: claimPath.default(['preferred_username']),
      displayName: claimPath.default(['name']),
      groups: claimPath.default(['groups']),
    })
    .prefault({}),
  roles: roleMappings,
  rolesLastDays: z.int().min(1).max(365).default(30),
  secondFactor: z.enum(['amr', 'always', 'never']).default('amr'),
});

/** @throws CoreError core/config-invalid */
export function readOidcProvider(
  given: z.infer<typeof oidcSchema> | undefined,
  { env, base }: { readonly env: Environment; readonly base: string },
): OidcProvider | undefined {
  if (given === undefined) return undefined;
  const { clientSecretEnv, clientSecretFile, rolesLastDays, ...rest } = given;
  const clientSecret =
    clientSecretFile !== undefined
      ? secretFile(resolve(base, clientSecretFile))
      : clientSecretEnv !== undefined
        ? secretVariable(clientSecretEnv, env)
        : undefined;
  return {
    ...rest,
    rolesLastMs: rolesLastDays * dayMs,
    ...(clientSecret !== undefined && { clientSecret }),
  };
}

function secretFile(path: string): Secret {
  const named = 'signIn.oidc.clientSecretFile';
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CoreError('core/config-invalid', `${named} cannot be read.`, { cause });
  }
  return credential(named, text);
}

function secretVariable(name: string, env: Environment): Secret {
  const named = `signIn.oidc.clientSecretEnv: ${name}`;
  const text = env[name];
  if (text === undefined || text === '') throw new CoreError('core/config-invalid', `${named} is not set.`);
  return credential(named, text);
}
