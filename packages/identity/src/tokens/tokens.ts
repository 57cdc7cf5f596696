import { type Actor, type Principal, type Shown, sha256Hex } from '@ringwall/core';
import { z } from 'zod';
import type { Authentication, Presented, TokenFault } from '../authentication.ts';
import { IdentityError } from '../errors.ts';
import type { Fetch } from '../fetch.ts';
import type { ExternalIdentities } from '../oidc/external-identities.ts';
import type { IdentityParts } from '../parts.ts';
import type { Users } from '../principals/users.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import { loadTokenRevocations, type TokenRevocation } from './revocations.ts';
import { tokenIdOf } from './token-claims.ts';
import type { TokenIssuer } from './token-issuer.ts';
import { createVerifiedTokens, type VerifiedToken } from './verified-tokens.ts';
import { type KnownIssuer, verifyToken } from './verify-token.ts';

/** How things stand with an issuer. */
export const issuerSummary = z
  .object({
    issuer: z.string(),
    audiences: z.array(z.string()),
    algorithms: z.array(z.string()),
    keys: z.number().describe('Keys of it that are held.'),
    keysFetchedAt: z.iso.datetime().exactOptional(),
    fault: z.string().exactOptional().describe('Why its keys could not be fetched the last time.'),
  })
  .meta({ id: 'IssuerSummary' });
export type IssuerSummary = Shown<typeof issuerSummary>;

/** What is to be revoked: an id as the ledger has it, or what the issuer calls it. */
export type RevokedToken =
  | { readonly id: string }
  | { readonly issuer: string; readonly jti: string }
  | { readonly issuer: string; readonly subject: string };

/** Bearer tokens of the configured issuers. */
export interface Tokens {
  authenticate(presented: Presented): Authentication | Promise<Authentication>;
  /** Whether a principal that came from `authenticate` would still be let in. */
  isLive(principal: Principal): boolean;
  issuers(): readonly IssuerSummary[];
  /** Newest first. */
  revoked(): readonly TokenRevocation[];
  /** From the commit on the token, or every token issued until then for whom it names, is refused. @throws IdentityError identity/token-invalid */
  revoke(what: RevokedToken, actor: Actor): Promise<TokenRevocation>;
}

/** Whether this looks like a token of an issuer rather than one of our own keys, which have no dots. */
export function looksLikeToken(credential: string): boolean {
  return credential.includes('.');
}

export async function loadTokens(
  parts: IdentityParts & {
    readonly issuers: readonly TokenIssuer[];
    readonly fetch: Fetch;
    readonly users: Users;
    readonly externalIdentities: ExternalIdentities;
  },
): Promise<Tokens> {
  const { clock, epoch, users, externalIdentities } = parts;
  const issuers: readonly KnownIssuer[] = parts.issuers.map((issuer) => ({
    issuer,
    keys: createIssuerKeys(issuer, { fetch: parts.fetch, clock, onWithdrawn: () => epoch.advance() }),
  }));
  const revocations = await loadTokenRevocations(parts);
  const verified = createVerifiedTokens();
  // What is behind a principal that is still in use, also after its token was forgotten here.
  const behind = new WeakMap<Principal, VerifiedToken>();

  /** Who it is by itself, and who it is to us where a user is linked to it. */
  function namesOf({ issuer, who, claims }: TokenIssuer, subject: string) {
    const digest = externalIdentities.digest(issuer, subject, claims.who);
    const user = who === 'user' ? externalIdentities.userOf(digest) : undefined;
    const unlinked = `${who === 'user' ? 'usr' : 'svc'}_${digest.slice(0, 26)}`;
    return { unlinked, who: user ?? unlinked };
  }

  /** Why a verified token is refused now. */
  function refusal({ principal, claims, ...token }: VerifiedToken) {
    const now = clock.now();
    if (now >= (principal.untilMs ?? 0) || now >= token.oldAtMs) return 'expired' as const;
    if (!token.keys.trusts(token.thumbprint)) return 'token: unknown key' as const;
    if (revocations.at(principal.id) !== undefined) return 'revoked' as const;
    // Whoever was revoked before they were linked to a user here stays so.
    const reach = latest(revocations.at(principal.who.id), revocations.at(token.unlinked));
    const issuedAtMs = claims.issuedAtMs ?? 0;
    // The issuer's clock may be ahead of ours by the skew: what it dates later may have been there.
    if (reach !== undefined && issuedAtMs <= reach + token.clockSkewMs) return 'revoked' as const;
    if (users.find(principal.who.id)?.disabledAt !== undefined) return 'disabled' as const;
    return undefined;
  }

  function admit(token: VerifiedToken, presented: Presented): Authentication {
    const { principal, claims } = token;
    const reason =
      claims.certificate !== undefined && claims.certificate !== presented.certificate?.sha256
        ? 'certificate'
        : refusal(token);
    return reason === undefined ? { ok: true, principal } : { ok: false, reason, credential: principal.id };
  }

  async function verify(presented: Presented, hash: string): Promise<Authentication> {
    const { credential = '' } = presented;
    // Read before: a link that is made meanwhile is not seen by this one.
    const linkVersion = externalIdentities.version;
    const found = await verifyToken(credential, { issuers, nowMs: clock.now(), namesOf });
    if (!found.ok) return { ok: false, reason: found.reason };
    const token = { ...found.token, linkVersion };
    verified.set(hash, token);
    behind.set(token.principal, token);
    return admit(token, presented);
  }

  return {
    authenticate(presented) {
      const { credential = '' } = presented;
      if (credential.length > maxCredentialLength) return refused('token: malformed');
      const hash = sha256Hex(credential);
      const known = verified.get(hash);
      known?.keys.refreshSoon();
      const usable = known?.linkVersion === externalIdentities.version && known.keys.trusts(known.thumbprint);
      return known !== undefined && usable ? admit(known, presented) : verify(presented, hash);
    },

    isLive(principal) {
      const token = behind.get(principal);
      return token !== undefined && refusal(token) === undefined;
    },

    issuers: () =>
      issuers.map(({ issuer: { issuer, audiences, algorithms }, keys: { state } }) => ({
        ...{ issuer, audiences, algorithms, keys: state.keys },
        ...(state.fetchedAtMs !== undefined && { keysFetchedAt: new Date(state.fetchedAtMs).toISOString() }),
        ...(state.fault !== undefined && { fault: state.fault }),
      })),

    revoked: () => revocations.list(),

    async revoke(what, actor) {
      if ('id' in what) return revocations.add(what.id, actor);
      const [issuer, ...others] = parts.issuers.filter((known) => known.issuer === what.issuer);
      if (issuer === undefined) {
        throw new IdentityError('identity/token-invalid', 'issuer: is not one that is configured.');
      }
      if ('jti' in what) return revocations.add(tokenIdOf(issuer.issuer, { jti: what.jti }), actor);
      const { who } = namesOf(issuer, what.subject);
      // For another audience it may be somebody else here: all of them are meant.
      const more = new Set(others.map((other) => namesOf(other, what.subject).who));
      more.delete(who);
      for (const target of more) await revocations.add(target, actor);
      return revocations.add(who, actor);
    },
  };
}

function latest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}

/** Beyond what a header of a request holds; see `readToken` for what is read. */
const maxCredentialLength = 16_384;

function refused(reason: TokenFault): Authentication {
  return { ok: false, reason };
}
