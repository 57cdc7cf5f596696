import { actorOf, type Module } from '@ringwall/core';
import { identityErrors } from './errors.ts';
import type { Identity } from './identity.ts';
import { identityMigrations } from './tables.ts';

/** What identity adds to the server: its tables, its errors, and the route for login links. */
export const identityModule: Module<{ identity: Identity }> = {
  name: 'identity',
  migrations: identityMigrations,
  errors: identityErrors,
  routes: ({ identity }) => [
    {
      method: 'POST',
      path: '/api/login-links',
      summary: 'Makes a token that signs in to the console once.',
      action: 'login-link.create',
      handle: async ({ principal }) => {
        const { token, expiresAt } = await identity.loginLinks.create(actorOf(principal));
        return { token: token.reveal(), expiresAt };
      },
    },
  ],
};
