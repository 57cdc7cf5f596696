import type { Principal } from '@ringwall/core';
import type { IssuerKeys } from './issuer-keys.ts';
import type { TokenClaims } from './token-claims.ts';

/** A token that was verified, so that it need not be again. */
export interface VerifiedToken {
  readonly principal: Principal;
  readonly claims: TokenClaims;
  readonly keys: IssuerKeys;
  /** Of the key that signed it. */
  readonly thumbprint: string;
  /** Whom it speaks for, were no user linked to it. */
  readonly unlinked: string;
  readonly clockSkewMs: number;
  /** Later than this it is too old; infinite where its age does not count. */
  readonly oldAtMs: number;
  /** Which links of users it was read under. */
  readonly linkVersion: number;
}

/** Verified tokens by the SHA-256 of their text, the least recently used forgotten first. */
export interface VerifiedTokens {
  get(hash: string): VerifiedToken | undefined;
  set(hash: string, token: VerifiedToken): void;
}

export function createVerifiedTokens(maxTokens = 10_000): VerifiedTokens {
  const tokens = new Map<string, VerifiedToken>();
  return {
    get(hash) {
      const token = tokens.get(hash);
      if (token === undefined) return undefined;
      // A map keeps the order of insertion: what was used last is put last.
      tokens.delete(hash);
      tokens.set(hash, token);
      return token;
    },
    set(hash, token) {
      tokens.delete(hash);
      tokens.set(hash, token);
      for (const [oldest] of tokens) {
        if (tokens.size <= maxTokens) break;
        tokens.delete(oldest);
      }
    },
  };
}
