import { randomBytes } from 'node:crypto';
import type { TestClock } from './test-dependencies.ts';

/** Tokens that a local service gave out, and until when it takes them. */
export interface IssuedTokens {
  issue(lifeMs: number): string;
  valid(token: string | undefined): boolean;
  /** Takes none of those issued so far any more. */
  revokeAll(): void;
}

export function issuedTokens(clock: TestClock): IssuedTokens {
  const ends = new Map<string, number>();
  return {
    issue(lifeMs) {
      const token = randomBytes(16).toString('base64url');
      ends.set(token, clock.now() + lifeMs);
      return token;
    },
    valid: (token) => clock.now() < (ends.get(token ?? '') ?? 0),
    revokeAll: () => ends.clear(),
  };
}

/** The token of an `Authorization: Bearer` header. */
export function bearerOf(headers: Readonly<Record<string, string>>): string | undefined {
  return /^Bearer ([\w.~+/=-]+)$/.exec(headers.authorization ?? '')?.[1];
}
