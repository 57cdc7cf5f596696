import { type Actor, type Clock, newEvent, type Secret } from '@ringwall/core';
import type { Outbox } from '@ringwall/store';
import { credentialHash, newToken } from '../credential.ts';
import { IdentityError } from '../errors.ts';
import { defaultProject, localAdministrator } from '../tables.ts';

const linkMs = 15 * 60 * 1000;
const maxOutstanding = 16;

/** The login links; see `Identity` for what `create` promises. */
export interface LoginLinks {
  create(actor: Actor, user?: string): Promise<{ readonly token: Secret; readonly expiresAt: string }>;
  /** The user it signs in, once for each link and within its time. */
  spend(token: string): string | undefined;
}

/** One-time tokens for signing in, in memory only: none of them outlives the server that made it. */
export function createLoginLinks(parts: { readonly outbox: Outbox; readonly clock: Clock }): LoginLinks {
  const { outbox, clock } = parts;
  const links = new Map<string, { readonly expiry: number; readonly user: string }>();
  // Links whose event is still on its way to the ledger: not to be used yet, but already counted.
  let pending = 0;

  return {
    async create(actor, user = localAdministrator) {
      const now = clock.now();
      for (const [hash, { expiry }] of links) if (now >= expiry) links.delete(hash);
      if (links.size + pending >= maxOutstanding) {
        throw new IdentityError(
          'identity/too-many-login-links',
          `${maxOutstanding} login links are waiting to be used.`,
        );
      }
      const { secret, hash } = newToken();
      const expiresAt = new Date(now + linkMs).toISOString();
      pending++;
      try {
        await outbox.transact(async (_, emit) => {
          emit(
            newEvent('login-link.created', {
              time: now,
              project: defaultProject,
              actor,
              data: { expiresAt, user },
            }),
          );
        });
        links.set(hash, { expiry: now + linkMs, user });
      } finally {
        pending--;
      }
      return { token: secret, expiresAt };
    },

    spend(token) {
      const hash = credentialHash(token);
      const link = hash === undefined ? undefined : links.get(hash);
      if (hash === undefined || link === undefined) return undefined;
      links.delete(hash);
      return clock.now() < link.expiry ? link.user : undefined;
    },
  };
}
