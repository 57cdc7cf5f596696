import { parseBoundedJson } from '@ringwall/core';
import { z } from 'zod';
import { SealingError } from '../../errors.ts';
import type { ProviderDependencies } from '../key-provider-kind.ts';
import { formBody, formHeaders, oauthTokenShape, tokenFrom } from '../remote/oauth-token.ts';
import { secretRef } from '../remote/secret-text.ts';
import { serviceAddress } from '../remote/service-address.ts';
import { type Caller, faultOfStatus, serviceClient } from '../remote/service-client.ts';
import type { Sleep } from '../remote/sleep.ts';
import type { Token } from '../remote/token-source.ts';
import type { GoogleCredentialsConfig } from './config.ts';

type ServiceAccountConfig = Extract<GoogleCredentialsConfig, { from: 'service-account' }>;

const scope = 'https://www.googleapis.com/auth/cloudkms';
const tokenEndpoint = 'https://oauth2.googleapis.com/token';

const serviceAccountKey = z.object({
  type: z.literal('service_account'),
  client_email: z.string().min(3).max(320),
  private_key_id: z.string().regex(/^[\w-]{1,128}$/),
  private_key: z.string().startsWith('-----BEGIN PRIVATE KEY-----').max(16_384),
  token_uri: serviceAddress.default(tokenEndpoint),
});

/**
 * Fetches access tokens from the one place the configuration names.
 * @throws SealingError sealing/provider-config, sealing/provider-unavailable, sealing/provider-refused,
 * sealing/provider-answer
 */
export function googleTokensFrom(
  name: string,
  config: GoogleCredentialsConfig,
  dependencies: ProviderDependencies & { readonly sleep?: Sleep },
): () => Promise<Token> {
  const call = serviceClient({
    ...dependencies,
    title: `${name}: Google's token endpoint`,
    faultOf: ({ status }) => faultOfStatus(status === 401 ? 403 : status),
  });
  switch (config.from) {
    case 'token': {
      const ref = secretRef('credentials.token', config.tokenFile, config.tokenEnv);
      return () => tokenFrom(dependencies, 'credentials.token', ref);
    }
    case 'metadata':
      // Compute Engine documentation, "Authenticate workloads": the header keeps forwarded requests out.
      return () =>
        call({
          operation: 'metadata',
          repeatable: true,
          shape: oauthTokenShape(dependencies.clock),
          request: async () => ({
            method: 'GET',
            url: `${config.endpoint}/computeMetadata/v1/instance/service-accounts/default/token`,
            headers: { 'metadata-flavor': 'Google' },
          }),
        });
    case 'service-account':
      return () => fromServiceAccount(config, dependencies, call);
  }
}

/**
 * Google Identity documentation, "Using OAuth 2.0 for server to server applications": a JWT signed by the account's
 * key (RFC 7523, section 2.1) is exchanged for a token. The key is read anew each time and its text is kept nowhere.
 */
async function fromServiceAccount(
  config: ServiceAccountConfig,
  dependencies: ProviderDependencies,
  call: Caller,
): Promise<Token> {
  const { clock } = dependencies;
  const key = await readServiceAccountKey(config, dependencies);
  return call({
    operation: 'token',
    repeatable: true,
    shape: oauthTokenShape(clock),
    request: async () => {
      const issuedAt = Math.floor(clock.now() / 1000);
      const { SignJWT } = await import('jose');
      const assertion = await new SignJWT({ scope })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.id })
        .setIssuer(key.email)
        .setAudience(key.tokenUri)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + 600)
        .sign(key.privateKey);
      const body = formBody({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
      return { method: 'POST', url: key.tokenUri, headers: formHeaders, body };
    },
  });
}

async function readServiceAccountKey(config: ServiceAccountConfig, { readSecret }: ProviderDependencies) {
  const member = config.keyFile === undefined ? 'credentials.keyEnv' : 'credentials.keyFile';
  const ref = secretRef('credentials.key', config.keyFile, config.keyEnv);
  if (!ref) throw new SealingError('sealing/provider-config', 'credentials.keyFile or keyEnv is missing.');
  const bytes = await readSecret(ref);
  try {
    const key = serviceAccountKey.parse(parseBoundedJson(bytes, { maxBytes: 65_536, maxDepth: 4 }));
    const { importPKCS8 } = await import('jose');
    const privateKey = await importPKCS8(key.private_key, 'RS256');
    return { id: key.private_key_id, email: key.client_email, tokenUri: key.token_uri, privateKey };
  } catch {
    // What zod or the parser would say may quote the key.
    throw new SealingError('sealing/provider-config', `${member}: not the key of a Google service account.`);
  } finally {
    bytes.fill(0);
  }
}
