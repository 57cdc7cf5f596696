import { Secret } from '@ringwall/core';
import { z } from 'zod';
import { SealingError } from '../../errors.ts';
import type { ProviderDependencies } from '../key-provider-kind.ts';
import { tokenFrom } from '../remote/oauth-token.ts';
import { readSecretText, secretRef } from '../remote/secret-text.ts';
import { serviceClient } from '../remote/service-client.ts';
import type { Sleep } from '../remote/sleep.ts';
import type { Token } from '../remote/token-source.ts';
import type { VaultAuthConfig, VaultTransitConfig } from './config.ts';
import { vaultHeaders, vaultOptions } from './vault-client.ts';

type AppRoleConfig = Extract<VaultAuthConfig, { from: 'app-role' }>;

const loggedIn = z.object({
  auth: z.object({
    client_token: z.string().regex(/^[\x21-\x7e]{1,4096}$/),
    /** Seconds; 0 for a token without an end. */
    lease_duration: z.int().min(0).max(1e10),
    renewable: z.boolean().default(false),
  }),
});
type LoggedIn = z.output<typeof loggedIn>['auth'];

export interface VaultSession {
  fetch(): Promise<Token>;
  /** Revokes a token that was fetched by logging in; one that was given stays. */
  end(): Promise<void>;
}

/** A renewed lease shorter than this is near the token's maximum: logging in anew lasts longer. */
const worthwhileSeconds = 120;

/**
 * Logs in as the configuration says. AppRole (Auth method API, "AppRole") reads its ids anew for each login, renews
 * the token near its end ("Renew a token (self)") and logs in again where that gains nothing.
 */
export function vaultSession(
  name: string,
  config: VaultTransitConfig,
  dependencies: ProviderDependencies & { readonly sleep?: Sleep },
): VaultSession {
  const { auth, address } = config;
  if (auth.from === 'token') {
    const ref = secretRef('auth.token', auth.tokenFile, auth.tokenEnv);
    return { fetch: () => tokenFrom(dependencies, 'auth.token', ref), end: async () => undefined };
  }
  const { clock } = dependencies;
  const options = vaultOptions(name, dependencies);
  const call = serviceClient({
    ...options,
    // What logs in is the credential: there is no other one to try.
    faultOf: (answer, body) => {
      const { again, ...fault } = options.faultOf(answer, body);
      return again === 'pause' ? { ...fault, again } : fault;
    },
  });
  let current: LoggedIn | undefined;

  const post = (path: string, json: () => Promise<object>, token?: string) => async () =>
    ({
      method: 'POST',
      url: `${address}/v1/auth/${path}`,
      headers: {
        ...vaultHeaders(config),
        'content-type': 'application/json',
        ...(token !== undefined && { 'x-vault-token': token }),
      },
      body: Buffer.from(JSON.stringify(await json())),
    }) as const;

  const login = async (): Promise<LoggedIn> => {
    const request = post(`${auth.mount}/login`, () => idsOf(auth, dependencies));
    const shape = loggedIn;
    return (await call({ operation: 'AppRole login', repeatable: true, shape, request })).auth;
  };

  async function renewed({ client_token: token, renewable }: LoggedIn): Promise<LoggedIn | undefined> {
    if (!renewable) return undefined;
    const request = post('token/renew-self', async () => ({}), token);
    try {
      const answer = await call({ operation: 'renew-self', repeatable: true, shape: loggedIn, request });
      return answer.auth.lease_duration >= worthwhileSeconds ? answer.auth : undefined;
    } catch (error) {
      // A token that cannot be renewed any more is replaced; a Vault that does not answer is not asked twice.
      if (error instanceof SealingError && error.code === 'sealing/provider-refused') return undefined;
      throw error;
    }
  }

  return {
    async fetch() {
      const now = clock.now();
      const previous = current;
      current = undefined;
      current = (previous && (await renewed(previous))) ?? (await login());
      const { client_token: token, lease_duration: seconds } = current;
      return { value: new Secret(token), ...(seconds > 0 && { expiresAt: now + seconds * 1000 }) };
    },
    async end() {
      const token = current?.client_token;
      current = undefined;
      if (token === undefined) return;
      const request = post('token/revoke-self', async () => ({}), token);
      // It ends by itself soon enough where this fails.
      await call({ operation: 'revoke-self', repeatable: true, shape: z.object({}), request }).catch(
        () => undefined,
      );
    },
  };
}

async function idsOf(auth: AppRoleConfig, dependencies: ProviderDependencies): Promise<object> {
  const roleRef = secretRef('auth.roleId', auth.roleIdFile, auth.roleIdEnv);
  const secretRefOfId = secretRef('auth.secretId', auth.secretIdFile, auth.secretIdEnv);
  const roleId = await readSecretText(dependencies, 'auth.roleId', roleRef);
  const secretId = await readSecretText(dependencies, 'auth.secretId', secretRefOfId);
  return { role_id: roleId.reveal(), secret_id: secretId.reveal() };
}
