import type { ProviderDependencies } from '../key-provider-kind.ts';
import { formBody, formHeaders, oauthTokenShape, tokenFrom } from '../remote/oauth-token.ts';
import { readSecretText, secretRef } from '../remote/secret-text.ts';
import { faultOfStatus, serviceClient } from '../remote/service-client.ts';
import type { Sleep } from '../remote/sleep.ts';
import type { Token } from '../remote/token-source.ts';
import type { AzureCredentialsConfig } from './config.ts';

type EntraConfig = Extract<AzureCredentialsConfig, { from: 'client-secret' | 'client-assertion' }>;

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Fetches access tokens for `resource` from the one place the configuration names: Microsoft Entra's token endpoint
 * ("OAuth 2.0 client credentials flow on the Microsoft identity platform"), the machine's own ("How to use managed
 * identities for Azure resources on a virtual machine to acquire an access token"), or a file.
 * @throws SealingError sealing/provider-config, sealing/provider-unavailable, sealing/provider-refused,
 * sealing/provider-answer
 */
export function azureTokensFrom(
  name: string,
  config: AzureCredentialsConfig,
  resource: string,
  dependencies: ProviderDependencies & { readonly sleep?: Sleep },
): () => Promise<Token> {
  const call = serviceClient({
    ...dependencies,
    title: `${name}: Azure's token endpoint`,
    faultOf: ({ status }) => faultOfStatus(status === 401 ? 403 : status),
  });
  const shape = oauthTokenShape(dependencies.clock);
  switch (config.from) {
    case 'token': {
      const ref = secretRef('credentials.token', config.tokenFile, config.tokenEnv);
      return () => tokenFrom(dependencies, 'credentials.token', ref);
    }
    case 'managed-identity': {
      const query = new URLSearchParams({ 'api-version': '2018-02-01', resource });
      if (config.clientId !== undefined) query.set('client_id', config.clientId);
      const url = `${config.endpoint}/metadata/identity/oauth2/token?${query}`;
      const request = async () => ({ method: 'GET', url, headers: { metadata: 'true' } }) as const;
      return () => call({ operation: 'managed identity', repeatable: true, shape, request });
    }
    default: {
      const url = `${config.authority}/${config.tenantId}/oauth2/v2.0/token`;
      const request = async () => {
        const body = formBody({
          grant_type: 'client_credentials',
          client_id: config.clientId,
          scope: `${resource}/.default`,
          ...(await clientProof(config, dependencies)),
        });
        return { method: 'POST', url, headers: formHeaders, body } as const;
      };
      return () => call({ operation: 'token', repeatable: true, shape, request });
    }
  }
}

/** Read anew each time: secrets are rotated, and assertions live for minutes. */
async function clientProof(
  config: EntraConfig,
  dependencies: ProviderDependencies,
): Promise<Record<string, string>> {
  if (config.from === 'client-secret') {
    const ref = secretRef('credentials.secret', config.secretFile, config.secretEnv);
    const secret = await readSecretText(dependencies, 'credentials.secret', ref);
    return { client_secret: secret.reveal() };
  }
  const ref = { file: config.assertionFile };
  const assertion = await readSecretText(dependencies, 'credentials.assertion', ref);
  return { client_assertion_type: jwtBearer, client_assertion: assertion.reveal() };
}
