import { type KeyObject, verify } from 'node:crypto';

/** What a token endpoint wants of an assertion. Seconds since the epoch. */
export interface ExpectedAssertion {
  readonly keys: ReadonlyMap<string, KeyObject>;
  readonly issuer: string;
  readonly audience: string;
  readonly scope: string;
  readonly now: number;
}

/** Whether a JWT (RFC 7523, section 3) was signed with RS256 by a known key, for this endpoint, just now. */
export function assertionHolds(assertion: string, expected: ExpectedAssertion): boolean {
  const [head = '', body = '', signature = '', ...rest] = assertion.split('.');
  if (rest.length > 0) return false;
  const header = JSON.parse(Buffer.from(head, 'base64url').toString());
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  const key = expected.keys.get(header.kid);
  if (header.alg !== 'RS256' || key === undefined) return false;
  if (!verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url')))
    return false;
  const lifeSeconds = claims.exp - claims.iat;
  return (
    claims.iss === expected.issuer &&
    claims.aud === expected.audience &&
    claims.scope === expected.scope &&
    Math.abs(claims.iat - expected.now) <= 300 &&
    claims.exp > expected.now &&
    lifeSeconds > 0 &&
    lifeSeconds <= 3600
  );
}
