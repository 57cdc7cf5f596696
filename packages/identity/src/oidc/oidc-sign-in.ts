import type { Clock } from '@ringwall/core';
import { z } from 'zod';
import type { Fetch } from '../fetch.ts';
import type { Grants } from '../grants/grants.ts';
import type { Users } from '../principals/users.ts';
import type { FailedSignIn } from '../sign-in/failed-sign-ins.ts';
import type { NewSession, Sessions } from '../sign-in/sessions.ts';
import { createTickets } from '../sign-in/tickets.ts';
import type { ExternalIdentities } from './external-identities.ts';
import { createOidcClient, type OidcClaims } from './oidc-client.ts';
import type { OidcProvider } from './oidc-provider.ts';
import { createProvisionedUsers } from './provisioned-users.ts';

const lifeMs = 10 * 60 * 1000;
const ticketSchema = z.strictObject({
  ...{ state: z.string(), nonce: z.string(), verifier: z.string(), redirectUri: z.string() },
  replaces: z.string().optional(),
});

/** Methods of RFC 8176 that take more than a password. */
const secondFactors: readonly unknown[] = ['mfa', 'otp', 'hwk'];

/** Signing in to the console at an identity provider. */
export interface OidcSignIn {
  /** What the button says. */
  readonly title: string;
  /**
   * Where to send the browser, and what it keeps meanwhile; undefined where the provider does not answer. `replaces` is
   * the session that the browser has, which ends when another begins.
   */
  begin(
    redirectUri: string,
    options?: { readonly replaces?: string | undefined },
  ): Promise<BegunSignIn | undefined>;
  /**
   * Signs in whoever comes back from there with the ticket that `begin` gave to the same browser; undefined for
   * everybody else, and the record says why.
   */
  finish(query: URLSearchParams, ticket: string): Promise<NewSession | undefined>;
}

export interface BegunSignIn {
  readonly location: string;
  readonly ticket: string;
  readonly lifeSeconds: number;
}

export function createOidcSignIn(
  provider: OidcProvider,
  parts: {
    readonly users: Users;
    readonly grants: Grants;
    readonly sessions: Sessions;
    readonly externalIdentities: ExternalIdentities;
    readonly fetch: Fetch;
    readonly clock: Clock;
    readonly onFailed: (failed: FailedSignIn) => void;
  },
): OidcSignIn {
  const client = createOidcClient(provider, parts);
  const people = createProvisionedUsers(provider, parts);
  const tickets = createTickets('oidc', { schema: ticketSchema, lifeMs, clock: parts.clock });

  function fail(reason: string, user?: string): undefined {
    parts.onFailed({ method: 'oidc', reason, user });
  }

  return {
    title: provider.title,

    async begin(redirectUri, { replaces } = {}) {
      try {
        const { location, flow } = await client.begin(redirectUri);
        return { location, ticket: tickets.issue({ ...flow, replaces }), lifeSeconds: lifeMs / 1000 };
      } catch {
        return fail('provider does not answer');
      }
    },

    async finish(query, ticket) {
      const opened = tickets.open(ticket);
      if (opened === undefined) return fail('no ticket');
      let said: OidcClaims;
      try {
        said = await client.finish(query, opened.content);
      } catch (error) {
        return fail(faultOf(error));
      }
      // Used up by who got through: of two who come with one ticket, one does.
      if (!tickets.spend(opened.id)) return fail('no ticket');
      const admitted = await people.admit(said);
      if (!admitted.ok) return fail(admitted.reason, admitted.user);
      const secondFactor =
        provider.secondFactor === 'always' ||
        (provider.secondFactor === 'amr' && hasSecondFactor(said.claims.amr));
      return parts.sessions.create(admitted.user, 'oidc', {
        secondFactor,
        replaces: opened.content.replaces,
      });
    },
  };
}

function hasSecondFactor(amr: unknown): boolean {
  return Array.isArray(amr) && amr.some((method) => secondFactors.includes(method));
}

/** Our words, and the library's own names of faults: nothing that came with the request. */
function faultOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^OAUTH_[A-Z_]{1,64}$/.test(code)
    ? `provider's answer: ${code}`
    : "provider's answer";
}
