import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

/** Somebody whom the provider knows. */
export interface Person {
  readonly sub: string;
  readonly name?: string;
  readonly preferred_username?: string;
  readonly groups?: readonly string[];
}

export interface IdentityProvider extends AsyncDisposable {
  readonly issuer: string;
  /** Whoever signs in next is this person: the provider asks no questions. */
  person: Person;
  /** What it is asked, as `GET /path`. */
  readonly asked: readonly string[];
  /** Knows this client and where it lives, from now on. */
  serve(client: {
    readonly id: string;
    readonly secret: string;
    readonly redirectUri: string;
  }): Promise<void>;
  /** A signed access token for the service of that name, by client credentials. */
  accessToken(audience: string): Promise<string>;
}

/** A certified OpenID provider (the npm package oidc-provider) on loopback, whose people are signed in at once. */
export async function startIdentityProvider(host = '127.0.0.1'): Promise<IdentityProvider> {
  let handler = (_: IncomingMessage, response: ServerResponse): void => void response.writeHead(503).end();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url?.split('?')[0]}`);
    handler(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const issuer = `http://${host}:${typeof address === 'object' ? address?.port : ''}`;
  let client = { id: '', secret: '' };

  const idp: IdentityProvider = {
    issuer,
    asked,
    person: { sub: 'alice', preferred_username: 'alice', groups: [] },

    async serve({ id, secret, redirectUri }) {
      client = { id, secret };
      const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
      const { privateKey: rsa } = await generateKeyPair('RS256', { extractable: true });
      const provider = new Provider(issuer, {
        clients: [
          {
            ...{ client_id: id, client_secret: secret, redirect_uris: [redirectUri] },
            ...{ grant_types: ['authorization_code', 'client_credentials'], response_types: ['code'] },
          },
        ],
        jwks: {
          keys: [
            { ...(await exportJWK(privateKey)), kid: 'ed', alg: 'EdDSA', use: 'sig' },
            { ...(await exportJWK(rsa)), kid: 'rsa', alg: 'RS256', use: 'sig' },
          ],
        },
        cookies: { keys: ['only for tests'] },
        claims: { openid: ['sub', 'groups'], profile: ['name', 'preferred_username'] },
        ttl: {
          AccessToken: 300,
          AuthorizationCode: 60,
          ClientCredentials: 300,
          Grant: 300,
          IdToken: 300,
          Interaction: 300,
          Session: 300,
        },
        pkce: { required: () => true },
        interactions: { url: (_, { uid }) => `/interaction/${uid}` },
        findAccount: (_, sub) => ({
          accountId: sub,
          claims: () => ({ ...idp.person, sub, groups: [...(idp.person.groups ?? [])] }),
        }),
        loadExistingGrant: async ({ oidc }) => {
          const grant = new oidc.provider.Grant({
            ...(oidc.client && { clientId: oidc.client.clientId }),
            ...(oidc.session?.accountId !== undefined && { accountId: oidc.session.accountId }),
          });
          grant.addOIDCScope('openid profile');
          await grant.save();
          return grant;
        },
        extraTokenClaims: () => ({ groups: [...(idp.person.groups ?? [])] }),
        features: {
          devInteractions: { enabled: false },
          clientCredentials: { enabled: true },
          resourceIndicators: {
            enabled: true,
            getResourceServerInfo: (_, resource) => ({
              ...{ scope: '', audience: resource.replace('urn:', ''), accessTokenFormat: 'jwt' as const },
              jwt: { sign: { alg: 'EdDSA' as const } },
            }),
          },
        },
      });
      const callback = provider.callback();
      handler = (request, response) => {
        if (!request.url?.startsWith('/interaction/')) return void callback(request, response);
        void provider
          .interactionFinished(request, response, { login: { accountId: idp.person.sub } })
          .catch(() => response.writeHead(400).end());
      };
    },

    async accessToken(audience) {
      const reply = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', resource: `urn:${audience}` }),
      });
      const { access_token: token } = Object(await reply.json());
      return String(token);
    },

    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return idp;
}
