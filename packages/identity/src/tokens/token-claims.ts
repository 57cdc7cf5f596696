import { type Json, type Principal, type RoleGrant, sha256Hex } from '@ringwall/core';
import { readGroups, readText } from './claim-path.ts';
import type { TokenIssuer } from './token-issuer.ts';
import type { TokenText } from './token-text.ts';

/** What the claims of a believed token say, in our words. */
export interface TokenClaims {
  /** What the issuer calls whom it speaks for. */
  readonly subject: string;
  readonly groups: readonly string[];
  readonly project?: string;
  /** Milliseconds since the epoch. */
  readonly issuedAtMs?: number;
  readonly expiresAtMs: number;
  /** SHA-256 of the one certificate it may be shown with (RFC 8705, section 3.1), hexadecimal. */
  readonly certificate?: string;
  readonly tokenId?: string;
}

/** The last moment a date can name (ECMA-262, section 21.4.1.1), in seconds. */
const lastSeconds = 8_640_000_000_000;

/** Reads the claims that count; undefined where one of them is missing or is not what it should be. */
export function readClaims({ claims }: TokenText, issuer: TokenIssuer): TokenClaims | undefined {
  const subject = readText(claims, issuer.claims.who);
  const groups = readGroups(claims, issuer.claims.groups);
  const expires = seconds(claims.exp);
  const issued = claims.iat === undefined ? undefined : seconds(claims.iat);
  const tokenId = claims.jti === undefined ? undefined : readText(claims, ['jti']);
  const certificate = claims.cnf === undefined ? undefined : confirmation(claims.cnf);
  const project = projectOf(claims, issuer);
  if (subject === undefined || groups === undefined || expires === undefined) return undefined;
  if (claims.iat !== undefined && issued === undefined) return undefined;
  if (claims.jti !== undefined && tokenId === undefined) return undefined;
  // Bound to a key or in a way that is not checked here: whoever shows it may not be whom it was given to.
  if (claims.cnf !== undefined && certificate === undefined) return undefined;
  if (issuer.claims.project !== undefined && project === undefined) return undefined;
  return {
    ...{ subject, groups, expiresAtMs: expires * 1000 },
    ...(project !== undefined && { project }),
    ...(issued !== undefined && { issuedAtMs: issued * 1000 }),
    ...(tokenId !== undefined && { tokenId }),
    ...(certificate !== undefined && { certificate }),
  };
}

/** The id of a token: by the id its issuer gave it, else by all that is signed of it. */
export function tokenIdOf(
  issuer: string,
  given: { readonly jti: string } | { readonly signed: string },
): string {
  return `tok_${sha256Hex(JSON.stringify([issuer, given])).slice(0, 26)}`;
}

/** Who comes with a token whose claims say this. `id` is whom it speaks for. */
export function tokenPrincipal(
  issuer: TokenIssuer,
  claims: TokenClaims,
  { token, who }: { readonly token: string; readonly who: string },
): Principal {
  const untilMs = claims.expiresAtMs + issuer.clockSkewMs;
  const project = claims.project ?? issuer.project;
  return {
    kind: 'token',
    id: token,
    who: { type: issuer.who, id: who },
    scope: {
      ...(project !== undefined && { project }),
      ...{ routes: issuer.routes, models: issuer.models, datasets: ['*'], purposes: ['*'] },
      administration: issuer.administration,
    },
    grants: mapped(issuer, claims.groups, untilMs),
    untilMs,
  };
}

function mapped(issuer: TokenIssuer, groups: readonly string[], untilMs: number): readonly RoleGrant[] {
  return issuer.roles.flatMap(({ group, role, project, on }) =>
    group === undefined || groups.includes(group)
      ? [{ role, project, untilMs, ...(on !== undefined && { on }) }]
      : [],
  );
}

function projectOf(claims: TokenText['claims'], issuer: TokenIssuer): string | undefined {
  if (issuer.claims.project === undefined) return undefined;
  const value = readText(claims, issuer.claims.project) ?? issuer.project;
  return value !== undefined && /^[a-z][a-z0-9-]{0,62}$/.test(value) ? value : undefined;
}

function seconds(value: Json | undefined): number | undefined {
  return typeof value === 'number' && value >= 0 && value < lastSeconds ? value : undefined;
}

function confirmation(value: Json): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const [[method, thumbprint] = [], ...others] = Object.entries(value);
  if (method !== 'x5t#S256' || typeof thumbprint !== 'string' || others.length > 0) return undefined;
  return /^[A-Za-z0-9_-]{43}$/.test(thumbprint)
    ? Buffer.from(thumbprint, 'base64url').toString('hex')
    : undefined;
}
