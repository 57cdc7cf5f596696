import { type Actor, type Clock, newEvent, type Secret } from '@ringwall/core';
import type { Outbox } from '@ringwall/store';
import { credentialHash, newToken } from './credential.ts';
import { IdentityError } from './errors.ts';
import { defaultProject } from './tables.ts';

const linkMs = 15 * 60 * 1000;
const maxOutstanding = 16;

/** The login links; see `Identity` for what `create` promises. */
export interface LoginLinks {
  create(actor: Actor): Promise<{ readonly token: Secret; readonly expiresAt: string }>;
  /** True once for each link, within its time. */
  spend(token: string): boolean;
}

/** One-time tokens for signing in, in memory only: none of them outlives the server that made it. */
export function createLoginLinks(parts: { readonly outbox: Outbox; readonly clock: Clock }): LoginLinks {
  const { outbox, clock } = parts;
  const expiries = new Map<string, number>();
  // Links whose event is still on its way to the ledger: not to be used yet, but already counted.
  let pending = 0;

  return {
    async create(actor) {
      const now = clock.now();
      for (const [hash, expiry] of expiries) if (now >= expiry) expiries.delete(hash);
      if (expiries.size + pending >= maxOutstanding) {
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
              data: { expiresAt },
            }),
          );
        });
        expiries.set(hash, now + linkMs);
      } finally {
        pending--;
      }
      return { token: secret, expiresAt };
    },

    spend(token) {
      const hash = credentialHash(token);
      const expiry = hash === undefined ? undefined : expiries.get(hash);
      if (hash === undefined || expiry === undefined) return false;
      expiries.delete(hash);
      return clock.now() < expiry;
    },
  };
}
