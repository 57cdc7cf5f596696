import type { Clock } from '@ringwall/core';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  type Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import type { Fetch } from '../fetch.ts';
import type { OidcProvider } from './oidc-provider.ts';

/** Metadata older than this are fetched anew. */
const freshMs = 60 * 60 * 1000;
/** A provider that does not answer is asked no more often than this. */
const cooldownMs = 10 * 1000;
const timeoutSeconds = 10;

/** What the provider says of whoever has signed in there. */
export interface OidcClaims {
  readonly subject: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** What only the browser that began a sign-in, and the provider, know of it. */
export interface CodeFlow {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE. */
  readonly verifier: string;
  readonly redirectUri: string;
}

/** The code flow (OpenID Connect Core 1.0, section 3.1) with PKCE (RFC 7636), state, nonce and issuer (RFC 9207). */
export interface OidcClient {
  /** Where to send the browser, and what it must bring back. @throws Error where the provider does not answer */
  begin(redirectUri: string): Promise<{ readonly location: string; readonly flow: CodeFlow }>;
  /** Trades what the browser came back with. @throws Error for everything that is not as it must be */
  finish(query: URLSearchParams, flow: CodeFlow): Promise<OidcClaims>;
}

export function createOidcClient(
  provider: OidcProvider,
  { fetch, clock }: { readonly fetch: Fetch; readonly clock: Clock },
): OidcClient {
  let known: Configuration | undefined;
  let fetchedAtMs = Number.NEGATIVE_INFINITY;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let pending: Promise<Configuration> | undefined;

  async function discover(): Promise<Configuration> {
    triedAtMs = clock.now();
    const { issuer, clientId, clientSecret } = provider;
    const isLocal = issuer.startsWith('http:');
    known = await discovery(
      new URL(issuer),
      clientId,
      { require_auth_time: false },
      clientSecret === undefined ? None() : ClientSecretBasic(clientSecret.reveal()),
      {
        [customFetch]: fetch,
        timeout: timeoutSeconds,
        // The configuration takes http for loopback only.
        execute: [enableNonRepudiationChecks, ...(isLocal ? [allowInsecureRequests] : [])],
      },
    );
    fetchedAtMs = clock.now();
    return known;
  }

  async function configuration(): Promise<Configuration> {
    const now = clock.now();
    if (known !== undefined && now < fetchedAtMs + freshMs) return known;
    if (pending === undefined && now < triedAtMs + cooldownMs) {
      if (known !== undefined) return known;
      throw new Error('The identity provider did not answer just now.');
    }
    pending ??= discover().finally(() => {
      pending = undefined;
    });
    return pending;
  }

  return {
    async begin(redirectUri) {
      const flow = {
        ...{ state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() },
        redirectUri,
      };
      const location = buildAuthorizationUrl(await configuration(), {
        ...{
          redirect_uri: redirectUri,
          response_type: 'code',
          scope: ['openid', ...provider.scopes].join(' '),
        },
        ...{ state: flow.state, nonce: flow.nonce },
        code_challenge: await calculatePKCECodeChallenge(flow.verifier),
        code_challenge_method: 'S256',
      });
      return { location: location.href, flow };
    },

    async finish(query, flow) {
      const config = await configuration();
      const url = new URL(flow.redirectUri);
      url.search = query.toString();
      const answer = await authorizationCodeGrant(config, url, {
        ...{ expectedState: flow.state, expectedNonce: flow.nonce, pkceCodeVerifier: flow.verifier },
        idTokenExpected: true,
      });
      const claims = answer.claims();
      if (claims === undefined) throw new Error('The provider says nothing of who has signed in.');
      const { sub: subject } = claims;
      // Many providers keep what their token need not have for those who ask.
      const isAllThere = Object.values(provider.claims).every(([name]) => name in claims);
      const more =
        isAllThere || config.serverMetadata().userinfo_endpoint === undefined
          ? {}
          : await fetchUserInfo(config, answer.access_token, subject);
      return { subject, claims: { ...more, ...claims } };
    },
  };
}
