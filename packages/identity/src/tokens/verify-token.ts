import { errors, type JWTVerifyOptions, jwtVerify } from 'jose';
import type { Refusal } from '../authentication.ts';
import type { IssuerKey, IssuerKeys } from './issuer-keys.ts';
import { readClaims, tokenIdOf, tokenPrincipal } from './token-claims.ts';
import { type TokenIssuer, tokenAlgorithms } from './token-issuer.ts';
import { readToken, type TokenText } from './token-text.ts';
import type { VerifiedToken } from './verified-tokens.ts';

export interface KnownIssuer {
  readonly issuer: TokenIssuer;
  readonly keys: IssuerKeys;
}

export type TokenVerification =
  | { readonly ok: true; readonly token: Omit<VerifiedToken, 'linkVersion'> }
  | { readonly ok: false; readonly reason: Refusal };

/** Kinds of token that grant access (RFC 7519, section 5.1; RFC 9068, section 2.1): no proofs, no log-out tokens. */
const types: readonly unknown[] = [undefined, 'JWT', 'jwt', 'at+jwt', 'application/at+jwt'];
const maxKeyIdLength = 256;

/**
 * Verifies a token (RFC 7519, with the advice of RFC 8725): of a configured issuer and for us, signed by a key that
 * this issuer shows, with an algorithm from its list, within its time. Keys, or places of keys, that the token itself
 * brings along are not looked at.
 */
export async function verifyToken(
  text: string,
  given: {
    readonly issuers: readonly KnownIssuer[];
    readonly nowMs: number;
    /** Whom a token of this issuer speaks for: a user linked to it, if there is one. */
    readonly namesOf: (
      issuer: TokenIssuer,
      subject: string,
    ) => { readonly who: string; readonly unlinked: string };
  },
): Promise<TokenVerification> {
  const read = readToken(text);
  if (read === undefined) return refused('token: malformed');
  const chosen = choose(read, given.issuers);
  if ('reason' in chosen) return chosen;
  const { issuer, keys } = chosen;
  const { kid, typ } = read.header;
  const alg = tokenAlgorithms.find((known) => known === read.header.alg);
  if (alg === undefined || !issuer.algorithms.includes(alg)) return refused('token: algorithm');
  if (!types.includes(typ)) return refused('token: type');
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > maxKeyIdLength)) {
    return refused('token: unknown key');
  }
  let key: IssuerKey | undefined;
  try {
    key = await keys.find({ alg, ...(kid !== undefined && { kid }) });
  } catch {
    return refused('token: no keys');
  }
  if (key === undefined) return refused('token: unknown key');
  const fault = await check(text, { key, issuer, nowMs: given.nowMs });
  if (fault !== undefined) return refused(fault);
  const claims = readClaims(read, issuer);
  if (claims === undefined) return refused('token: claims');
  // An issue date from the future is a clock gone wrong, or a token for later.
  if ((claims.issuedAtMs ?? 0) > given.nowMs + issuer.clockSkewMs) return refused('token: not yet valid');
  const { tokenId, subject } = claims;
  const { who, unlinked } = given.namesOf(issuer, subject);
  const id = tokenIdOf(issuer.issuer, tokenId === undefined ? { signed: read.signed } : { jti: tokenId });
  return {
    ok: true,
    token: {
      ...{ claims, keys, thumbprint: key.thumbprint, clockSkewMs: issuer.clockSkewMs, unlinked },
      principal: tokenPrincipal(issuer, claims, { token: id, who }),
      oldAtMs: (claims.issuedAtMs ?? 0) + (issuer.maxAgeMs ?? Number.POSITIVE_INFINITY) + issuer.clockSkewMs,
    },
  };
}

/** The one configured issuer that the token says it is from, and for. */
function choose({ claims }: TokenText, issuers: readonly KnownIssuer[]) {
  const from = issuers.filter(({ issuer }) => issuer.issuer === claims.iss);
  const audiences: readonly unknown[] = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  const isList = audiences.every((audience) => typeof audience === 'string');
  const [chosen, another] = from.filter(({ issuer }) =>
    issuer.audiences.some((audience) => audiences.includes(audience)),
  );
  if (from.length === 0) return refused('token: issuer');
  // For two of our entries at once: which rules would hold for it?
  return !isList || chosen === undefined || another !== undefined ? refused('token: audience') : chosen;
}

async function check(
  text: string,
  { key, issuer, nowMs }: { key: IssuerKey; issuer: TokenIssuer; nowMs: number },
): Promise<Refusal | undefined> {
  const options: JWTVerifyOptions = {
    algorithms: [...issuer.algorithms],
    issuer: issuer.issuer,
    audience: [...issuer.audiences],
    clockTolerance: issuer.clockSkewMs / 1000,
    currentDate: new Date(nowMs),
    requiredClaims: ['exp'],
    ...(issuer.maxAgeMs !== undefined && { maxTokenAge: issuer.maxAgeMs / 1000 }),
  };
  try {
    await jwtVerify(text, key.key, options);
    return undefined;
  } catch (error) {
    return faultOf(error);
  }
}

function faultOf(error: unknown): Refusal {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'token: signature';
  // A key that its algorithm cannot take: too few bits, say.
  if (!(error instanceof errors.JOSEError)) return 'token: unknown key';
  if (!(error instanceof errors.JWTClaimValidationFailed)) return 'token: malformed';
  return error.claim === 'nbf' || error.claim === 'iat' ? 'token: not yet valid' : 'token: claims';
}

function refused(reason: Refusal): { readonly ok: false; readonly reason: Refusal } {
  return { ok: false, reason };
}
