import type { Clock, Secret } from '@ringwall/core';

/** A credential with an end. */
export interface Token {
  readonly value: Secret;
  /** Milliseconds since the epoch; it never ends where this is missing. */
  readonly expiresAt?: number;
}

/** Keeps one token and fetches the next one in time. */
export interface TokenSource<T extends Token = Token> {
  /** The kept token, or a new one. Any number of callers at once cost one fetch. */
  get(signal?: AbortSignal): Promise<T>;
  /** Forgets a token that the service no longer takes, unless it was replaced meanwhile. */
  drop(token: T): void;
}

/**
 * A source over `fetch`, which is given no caller's signal: one that gives up must not take the others' token
 * away. A token is replaced a tenth of its life, at most `earlyMs`, before it ends. A failed fetch is not kept.
 */
export function tokenSource<T extends Token>(
  clock: Clock,
  fetch: () => Promise<T>,
  earlyMs = 60_000,
): TokenSource<T> {
  let kept: { readonly token: T; readonly until: number } | undefined;
  let pending: Promise<T> | undefined;
  const renew = async (): Promise<T> => {
    const now = clock.now();
    try {
      const token = await fetch();
      const lifeMs = (token.expiresAt ?? Number.POSITIVE_INFINITY) - now;
      const until =
        lifeMs === Number.POSITIVE_INFINITY ? lifeMs : now + lifeMs - Math.min(earlyMs, lifeMs / 10);
      kept = { token, until };
      return token;
    } finally {
      pending = undefined;
    }
  };
  return {
    async get(signal) {
      signal?.throwIfAborted();
      if (kept !== undefined && clock.now() < kept.until) return kept.token;
      pending ??= renew();
      return signal === undefined ? pending : unlessAborted(pending, signal);
    },
    drop(token) {
      if (kept?.token === token) kept = undefined;
    },
  };
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
