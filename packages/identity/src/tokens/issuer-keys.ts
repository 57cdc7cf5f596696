import type { Clock } from '@ringwall/core';
import { type CryptoKey, calculateJwkThumbprint, createLocalJWKSet, exportJWK, type JWK } from 'jose';
import { z } from 'zod';
import type { Fetch } from '../fetch.ts';
import { fetchDocument } from './bounded-document.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** Older keys are fetched anew beside the next token. */
const freshMs = 10 * 60 * 1000;
/** Keys that could not be fetched anew for so long are trusted no more. */
const trustedMs = 60 * 60 * 1000;
/** Whoever sends unknown key ids makes us ask the issuer no more often than this. */
const cooldownMs = 30 * 1000;
const maxKeys = 100;

const metadata = z.looseObject({ issuer: z.string(), jwks_uri: z.url() });
const keySet = z.looseObject({ keys: z.array(z.unknown()).max(maxKeys) });
const text = z.string().max(4_096).optional();
/** A public key (RFC 7517; RFC 7518, section 6); one with its private part is everybody's, and nobody's proof. */
const publicKey = z.object({
  kty: z.enum(['OKP', 'EC', 'RSA']),
  ...{ crv: text, x: text, y: text, n: text, e: text, kid: text, alg: text, use: text },
  key_ops: z.array(z.string()).max(8).optional(),
  d: z.never().optional(),
});

/** The keys of one issuer: fetched, kept, and fetched anew when it has changed them. */
export interface IssuerKeys {
  /** The one key that a token's header asks for; undefined where there is none, or more than one. @throws Error where no keys can be had */
  find(header: { readonly alg: string; readonly kid?: string }): Promise<IssuerKey | undefined>;
  /** Whether the issuer still shows this key, as far as is known. */
  trusts(thumbprint: string): boolean;
  /** Fetches them anew where they are not fresh, without anyone waiting for it. */
  refreshSoon(): void;
  readonly state: { readonly keys: number; readonly fetchedAtMs?: number; readonly fault?: string };
}

export interface IssuerKey {
  readonly key: CryptoKey;
  /** RFC 7638. */
  readonly thumbprint: string;
}

export function createIssuerKeys(
  issuer: Pick<TokenIssuer, 'issuer' | 'jwksUri'>,
  given: {
    readonly fetch: Fetch;
    readonly clock: Clock;
    /** A key that was trusted is trusted no more. */
    readonly onWithdrawn: () => void;
  },
): IssuerKeys {
  const { fetch, clock, onWithdrawn } = given;
  let select: ReturnType<typeof createLocalJWKSet> | undefined;
  let thumbprints: ReadonlySet<string> = new Set();
  // The set gives the same object for the same key, and working a thumbprint out costs as much as the signature.
  const known = new WeakMap<CryptoKey, string>();
  let fetchedAtMs = Number.NEGATIVE_INFINITY;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let fault: string | undefined;
  let pending: Promise<void> | undefined;

  async function load(): Promise<void> {
    const now = clock.now();
    triedAtMs = now;
    try {
      const keys = usableKeys(await fetchDocument(fetch, issuer.jwksUri ?? (await discover())));
      const next = new Set(await Promise.all(keys.map(thumbprintOf)));
      select = createLocalJWKSet({ keys });
      const withdrawn = [...thumbprints].some((thumbprint) => !next.has(thumbprint));
      thumbprints = next;
      fetchedAtMs = now;
      fault = undefined;
      if (withdrawn) onWithdrawn();
    } catch (cause) {
      fault = cause instanceof Error ? cause.message : 'The keys could not be fetched.';
      throw new Error(fault, { cause });
    }
  }

  /** OpenID Connect Discovery 1.0, section 4, and where that is not there RFC 8414, section 3. */
  async function discover(): Promise<string> {
    const base = new URL(issuer.issuer);
    const path = base.pathname.replace(/\/$/, '');
    const places = [
      `${path}/.well-known/openid-configuration`,
      `/.well-known/oauth-authorization-server${path}`,
    ].map((place) => new URL(place, base.origin).href);
    const first = fetchDocument(fetch, places[0] ?? '');
    const document = await first.catch(() => fetchDocument(fetch, places[1] ?? ''));
    const parsed = metadata.safeParse(document);
    if (!parsed.success) throw new Error('The metadata of the issuer name no keys.');
    // Somebody else's metadata must not bring us somebody else's keys.
    if (parsed.data.issuer !== issuer.issuer) throw new Error('The metadata are those of another issuer.');
    return parsed.data.jwks_uri;
  }

  function refresh(): Promise<void> {
    pending ??= load().finally(() => {
      pending = undefined;
    });
    return pending;
  }

  // A clock that was ahead and is put right must not make them last, nor keep anybody from asking.
  const sinceMs = (atMs: number) => Math.abs(clock.now() - atMs);
  const isTrusted = () => sinceMs(fetchedAtMs) < trustedMs;
  const mayAsk = () => sinceMs(triedAtMs) >= cooldownMs;

  async function choose(header: { alg: string; kid?: string }): Promise<IssuerKey | undefined> {
    try {
      const key = await select?.(header);
      if (key === undefined) return undefined;
      const thumbprint = known.get(key) ?? (await thumbprintOf(await exportJWK(key)));
      known.set(key, thumbprint);
      return { key, thumbprint };
    } catch {
      // None fits, several do, or the one that does is broken: nothing to verify with.
      return undefined;
    }
  }

  return {
    async find(header) {
      if (!isTrusted()) {
        if (pending === undefined && !mayAsk()) throw new Error(fault ?? 'The keys are not to be had.');
        await refresh();
      }
      const found = await choose(header);
      if (found !== undefined || (pending === undefined && !mayAsk())) return found;
      // Perhaps it signs with a key that is newer than ours. Where it does not answer, ours still count.
      await refresh().catch(() => {});
      return choose(header);
    },
    trusts: (thumbprint) => isTrusted() && thumbprints.has(thumbprint),
    refreshSoon() {
      if (sinceMs(fetchedAtMs) >= freshMs && mayAsk()) void refresh().catch(() => {});
    },
    get state() {
      return {
        keys: thumbprints.size,
        ...(Number.isFinite(fetchedAtMs) && { fetchedAtMs }),
        ...(fault !== undefined && { fault }),
      };
    },
  };
}

/** The public keys among them; anything else that the set may hold is none of ours. */
function usableKeys(document: unknown): JWK[] {
  const parsed = keySet.safeParse(document);
  if (!parsed.success) throw new Error('The answer is not a set of keys.');
  return parsed.data.keys.flatMap((key) => {
    const { data } = publicKey.safeParse(key);
    return data === undefined ? [] : [withoutAbsent(data)];
  });
}

async function thumbprintOf(key: JWK): Promise<string> {
  return calculateJwkThumbprint(key).catch(() => '');
}

function withoutAbsent({ kty, key_ops, ...texts }: z.infer<typeof publicKey>): JWK {
  const given = Object.entries(texts).filter(([, value]) => value !== undefined);
  return { kty, ...Object.fromEntries(given), ...(key_ops !== undefined && { key_ops }) };
}
