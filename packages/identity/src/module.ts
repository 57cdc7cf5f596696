import { actorOf, type Module } from '@ringwall/core';
import { z } from 'zod';
import { IdentityError, identityErrors } from './errors.ts';
import type { Identity } from './identity.ts';
import { identityMigrations, localAdministrator } from './tables.ts';

const linkBody = z.strictObject({ user: z.string().min(1).max(64).default(localAdministrator) });

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
      body: linkBody,
      handle: async ({ principal, body }) => {
        const user = identity.local.administration.user(linkBody.parse(body).user);
        if (user.disabledAt !== undefined)
          throw new IdentityError(
            'identity/user-invalid',
            `The user is disabled: ringwall user enable ${user.id}`,
          );
        const { token, expiresAt } = await identity.loginLinks.create(actorOf(principal), user.id);
        return { token: token.reveal(), expiresAt };
      },
    },
  ],
};
