import type { Clock } from '@ringwall/core';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { Fetch } from '../../fetch.ts';
import { openIdentity, temporaryDirectory } from '../../identity-fixture.ts';
import { createIssuerKeys } from '../issuer-keys.ts';
import type { TokenIssuer } from '../token-issuer.ts';
import { verifyToken } from '../verify-token.ts';

export const issuerUrl = 'https://login.example.com/tenant';
const jwksUri = `${issuerUrl}/keys`;

/** Test helper: an issuer whose tokens may invoke routes, as its configuration says it. */
export const trusted: TokenIssuer = {
  issuer: issuerUrl,
  audiences: ['ringwall'],
  algorithms: ['EdDSA', 'ES256', 'PS256', 'RS256'],
  clockSkewMs: 60_000,
  who: 'service',
  claims: { who: ['sub'], groups: ['groups'] },
  routes: ['*'],
  models: ['*'],
  administration: false,
  roles: [{ group: 'callers', role: 'service', project: 'default' }],
};

export interface IssuerKeyPair {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
  readonly alg: string;
}

/** Test helper: a key pair with the public part as a key set shows it. */
export async function keyPair(kid: string, alg = 'EdDSA'): Promise<IssuerKeyPair> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, alg, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/**
 * Test helper: an issuer that is asked for its metadata and keys, without a network. `answers` may be changed; `asked`
 * is what was asked for.
 */
export function fakeIssuer(keys: readonly JWK[]) {
  const asked: string[] = [];
  const answers = new Map<string, () => Response>([
    [
      `${issuerUrl}/.well-known/openid-configuration`,
      () => Response.json({ issuer: issuerUrl, jwks_uri: jwksUri }),
    ],
    [jwksUri, () => Response.json({ keys })],
  ]);
  const fetch: Fetch = async (url) => {
    asked.push(url);
    const answer = answers.get(url);
    if (answer === undefined) return new Response('', { status: 404 });
    return answer();
  };
  return {
    ...{ fetch, asked, answers },
    show: (shown: readonly JWK[]) => answers.set(jwksUri, () => Response.json({ keys: shown })),
  };
}

type GivenIssuer = Partial<TokenIssuer> & { readonly alg?: string; readonly more?: readonly TokenIssuer[] };

/** Test helper: one issuer, and tokens of it. */
async function oneIssuer({ alg, more = [], ...changed }: GivenIssuer, clock: Clock) {
  const pair = await keyPair('key-1', alg);

  async function token(
    claims: Readonly<Record<string, unknown>> = {},
    options: { readonly header?: Record<string, unknown>; readonly pair?: IssuerKeyPair } = {},
  ): Promise<string> {
    const { pair: signer = pair, header } = options;
    const now = Math.floor(clock.now() / 1000);
    const usual = { iss: issuerUrl, aud: 'ringwall', sub: 'batch-job', groups: ['callers'] };
    const all = { ...usual, iat: now, exp: now + 300, jti: 'token-1', ...claims };
    return new SignJWT(all)
      .setProtectedHeader({ alg: signer.alg, kid: signer.jwk.kid ?? '', ...header })
      .sign(signer.privateKey);
  }

  return { pair, token, issuer: fakeIssuer([pair.jwk]), configured: [{ ...trusted, ...changed }, ...more] };
}

/** Test helper: what becomes of tokens where one issuer is trusted, without anything around it. */
export async function openVerifier(given: GivenIssuer = {}) {
  const clock = { time: Date.parse('2026-11-22T16:00:00.000Z'), now: () => clock.time };
  const { configured, ...rest } = await oneIssuer(given, clock);
  const { fetch } = rest.issuer;
  const issuers = configured.map((issuer) => ({
    ...{ issuer, keys: createIssuerKeys(issuer, { fetch, clock, onWithdrawn: () => {} }) },
  }));
  const namesOf = ({ issuer }: TokenIssuer, subject: string) => ({
    ...{ who: `${issuer} ${subject}`, unlinked: '' },
  });
  return {
    ...rest,
    clock,
    verify: (text: string) => verifyToken(text, { issuers, nowMs: clock.now(), namesOf }),
  };
}

/** Test helper: identity that trusts one issuer, and tokens of that issuer. */
export async function openTokens(given: GivenIssuer = {}) {
  const time = Date.parse('2026-11-22T16:00:00.000Z');
  const clock = { time, now: () => clock.time };
  const { configured: tokenIssuers, ...rest } = await oneIssuer(given, clock);
  const { fetch } = rest.issuer;
  const opened = await openIdentity(await temporaryDirectory(), time, { tokenIssuers, fetch, clock });
  return {
    ...{ ...opened, ...rest, clock },
    present: async (credential: string, certificate?: string) =>
      opened.identity.authenticate({
        ...{ credential, address: '127.0.0.1' },
        ...(certificate !== undefined && {
          certificate: { serial: '01', sha256: certificate, notAfterMs: Number.POSITIVE_INFINITY },
        }),
      }),
  };
}
