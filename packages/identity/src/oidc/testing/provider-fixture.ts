import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { Fetch } from '../../fetch.ts';
import { openIdentity, temporaryDirectory } from '../../identity-fixture.ts';
import type { OidcProvider } from '../oidc-provider.ts';

const issuer = 'https://idp.example.com';
const redirectUri = 'http://127.0.0.1:7070/api/sign-in/oidc/callback';

const configured: OidcProvider = {
  issuer,
  clientId: 'ringwall',
  title: 'Single sign-on',
  scopes: ['profile'],
  claims: { name: ['preferred_username'], displayName: ['name'], groups: ['groups'] },
  roles: [{ group: 'dev', role: 'engineer', project: 'default' }],
  rolesLastMs: 30 * 86_400_000,
  secondFactor: 'amr',
};

interface Script {
  isUp: boolean;
  /** Replaces claims of the next ID token, and members of its header. */
  claims: Readonly<Record<string, unknown>>;
  header: Readonly<Record<string, unknown>>;
  key: CryptoKey | Uint8Array;
  /** What the token endpoint answers in place of an ID token made of these. */
  idToken?: string;
  userinfo?: Readonly<Record<string, unknown>>;
  metadata: Readonly<Record<string, unknown>>;
}

/**
 * Test helper: identity with an identity provider that answers as a test tells it to, without a network. What it must
 * not do, a real one does not.
 */
export async function openWithProvider(given: Partial<OidcProvider> = {}) {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'ES256', use: 'sig' };
  const script: Script = { isUp: true, claims: {}, header: {}, key: privateKey, metadata: {} };
  const asked: string[] = [];
  let nonce = '';

  async function idToken(): Promise<string> {
    if (script.idToken !== undefined) return script.idToken;
    const now = Math.floor(Date.now() / 1000);
    const usual = { iss: issuer, aud: 'ringwall', sub: 'alice', iat: now, exp: now + 60, nonce };
    const person = { preferred_username: 'alice', name: 'Alice', groups: ['dev'] };
    return new SignJWT({ ...usual, ...person, ...script.claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'key-1', ...script.header })
      .sign(script.key);
  }

  const fetch: Fetch = async (url) => {
    asked.push(url);
    if (!script.isUp) throw new Error('It is down.');
    switch (url) {
      case `${issuer}/.well-known/openid-configuration`:
        return Response.json({
          ...{ issuer, jwks_uri: `${issuer}/keys`, token_endpoint: `${issuer}/token` },
          authorization_endpoint: `${issuer}/authorize`,
          userinfo_endpoint: `${issuer}/userinfo`,
          id_token_signing_alg_values_supported: ['ES256', 'HS256', 'none'],
          authorization_response_iss_parameter_supported: true,
          ...script.metadata,
        });
      case `${issuer}/keys`:
        return Response.json({ keys: [jwk] });
      case `${issuer}/token`:
        return Response.json({ access_token: 'access', token_type: 'bearer', id_token: await idToken() });
      case `${issuer}/userinfo`:
        return Response.json(script.userinfo ?? {});
      default:
        return new Response('', { status: 404 });
    }
  };

  const opened = await openIdentity(await temporaryDirectory(), undefined, {
    ...{ oidcProvider: { ...configured, ...given }, fetch },
  });
  const { oidc } = opened.identity;
  if (oidc === undefined) throw new Error('No provider is configured.');

  /** A browser on its way: what the provider sends it back with, and its ticket. */
  async function begin() {
    const begun = await oidc?.begin(redirectUri);
    const sent = new URL(begun?.location ?? issuer).searchParams;
    nonce = sent.get('nonce') ?? '';
    const query = new URLSearchParams({ code: 'code', state: sent.get('state') ?? '', iss: issuer });
    return { query, ticket: begun?.ticket ?? '' };
  }

  async function signIn() {
    const { query, ticket } = await begin();
    return ticket === '' ? undefined : oidc?.finish(query, ticket);
  }

  return { ...opened, oidc, script, asked, begin, signIn, publicJwk: jwk };
}
