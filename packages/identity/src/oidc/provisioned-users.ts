import type { Actor, Clock } from '@ringwall/core';
import type { Grants } from '../grants/grants.ts';
import type { NewGrant } from '../grants/new-grant.ts';
import type { Users } from '../principals/users.ts';
import { printableName } from '../printable-name.ts';
import { readGroups, readText } from '../tokens/claim-path.ts';
import type { ExternalIdentities } from './external-identities.ts';
import type { OidcClaims } from './oidc-client.ts';
import type { OidcProvider } from './oidc-provider.ts';

export type Provisioned =
  | { readonly ok: true; readonly user: string }
  | { readonly ok: false; readonly reason: 'disabled' | 'no role'; readonly user?: string };

const actor: Actor = { kind: 'server', id: 'oidc' };
/** An auditor's role must end at least this often. */
const longestAuditMs = 92 * 24 * 60 * 60 * 1000;

/**
 * The users behind an identity provider's people: made at the first sign-in, with the roles of their groups as the
 * provider says at each. A user who was made here is never taken for one of the provider's by a name alone.
 */
export function createProvisionedUsers(
  provider: OidcProvider,
  parts: {
    readonly users: Users;
    readonly grants: Grants;
    readonly externalIdentities: ExternalIdentities;
    readonly clock: Clock;
  },
): { admit(said: OidcClaims): Promise<Provisioned> } {
  const { users, grants, externalIdentities, clock } = parts;
  // One after the other: two first sign-ins of one person make one user.
  let last: Promise<unknown> = Promise.resolve();

  async function admit({ subject, claims }: OidcClaims): Promise<Provisioned> {
    const digest = externalIdentities.digest(provider.issuer, subject);
    const wanted = rolesOf(claims);
    const known = externalIdentities.userOf(digest);
    if (known === undefined && wanted.length === 0) return { ok: false, reason: 'no role' };
    const user = known ?? (await provision(digest, claims));
    if (users.find(user)?.disabledAt !== undefined) return { ok: false, reason: 'disabled', user };
    await grants.replaceDirectory(user, wanted, actor);
    return grants.of(user).length > 0 ? { ok: true, user } : { ok: false, reason: 'no role', user };
  }

  function rolesOf(claims: OidcClaims['claims']): readonly Omit<NewGrant, 'to'>[] {
    const groups = readGroups(claims, provider.claims.groups) ?? [];
    return provider.roles.flatMap(({ group, role, project, on }) => {
      if (group !== undefined && !groups.includes(group)) return [];
      const lastMs =
        role === 'auditor' ? Math.min(provider.rolesLastMs, longestAuditMs) : provider.rolesLastMs;
      const expiresAt = new Date(clock.now() + lastMs).toISOString();
      return [{ role, project, expiresAt, ...(on !== undefined && { on }) }];
    });
  }

  async function provision(digest: string, claims: OidcClaims['claims']): Promise<string> {
    const tag = digest.slice(0, 8);
    const said = printable(readText(claims, provider.claims.name)) ?? `user-${tag}`;
    // Somebody here may be called so already, and is somebody else.
    const name = users.named(said) === undefined ? said : `${said.slice(0, 50)} (${tag})`;
    const displayName = printable(readText(claims, provider.claims.displayName)) ?? said;
    const user = await users.create({ name, displayName, source: 'directory' }, actor);
    await externalIdentities.link(digest, user.id, actor);
    return user.id;
  }

  return {
    admit(said) {
      const turn = last.then(() => admit(said));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

function printable(text: string | undefined): string | undefined {
  return printableName.safeParse(text).data;
}
