import type { Role, RoleGrant } from '@ringwall/core';

/** Signature algorithms a token may be signed with: asymmetric ones, so that whoever verifies cannot also sign. */
export const tokenAlgorithms = [
  'EdDSA',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
] as const;
export type TokenAlgorithm = (typeof tokenAlgorithms)[number];

/** Where a claim is: its name, or the names on the way to it. */
export type ClaimPath = readonly [string, ...string[]];

/** A role that a group of the issuer's gives. */
export interface RoleMapping {
  /** Absent: everybody who is let in. */
  readonly group?: string;
  readonly role: Role;
  /** `*` for every project. */
  readonly project: string;
  readonly on?: RoleGrant['on'];
}

/** Who may issue bearer tokens (RFC 7519), and what its tokens are good for. */
export interface TokenIssuer {
  /** Exactly as in `iss`. */
  readonly issuer: string;
  /** One of them must be in `aud`. */
  readonly audiences: readonly [string, ...string[]];
  /** Where its keys are; absent: where its metadata says (OpenID Connect Discovery, or RFC 8414). */
  readonly jwksUri?: string;
  readonly algorithms: readonly [TokenAlgorithm, ...TokenAlgorithm[]];
  readonly clockSkewMs: number;
  /** Tokens older than this are refused, whatever they say of their end. */
  readonly maxAgeMs?: number;
  /** Whom its tokens speak for. */
  readonly who: 'user' | 'service';
  readonly claims: {
    readonly who: ClaimPath;
    readonly groups: ClaimPath;
    /** Absent: `project` alone counts. */
    readonly project?: ClaimPath;
  };
  /** What its tokens are confined to; absent: every project in which their roles hold. */
  readonly project?: string;
  readonly routes: readonly string[];
  readonly models: readonly string[];
  /** Whether they may be used on the admin API too. */
  readonly administration: boolean;
  /** None: they open nothing. */
  readonly roles: readonly RoleMapping[];
}
