import { actorOf, type Module, route } from '@ringwall/core';
import { z } from 'zod';
import { IdentityError, identityErrors } from './errors.ts';
import { idempotencyMigrations } from './idempotency/tables.ts';
import type { Identity } from './identity.ts';
import { entryToken } from './sign-in/entry-token.ts';
import { identityMigrations, localAdministrator } from './tables.ts';

const linkBody = z.strictObject({
  user: z
    .string()
    .min(1)
    .max(64)
    .default(localAdministrator)
    .describe('By id, or by the name they sign in with.'),
});

/** What identity adds to the server: its tables, its errors, and the route for login links. */
export const identityModule: Module<{ identity: Identity }> = {
  name: 'identity',
  migrations: [...identityMigrations, ...idempotencyMigrations],
  errors: identityErrors,
  routes: ({ identity }) => [
    route({
      method: 'POST',
      path: '/api/login-links',
      summary: 'Makes a token that signs in to the console once.',
      operation: 'createLoginLink',
      action: 'login-link.create',
      body: linkBody,
      reply: entryToken,
      handle: async ({ principal, body }) => {
        const user = identity.local.administration.user(body.user);
        if (user.disabledAt !== undefined)
          throw new IdentityError(
            'identity/user-invalid',
            `The user is disabled: ringwall user enable ${user.id}`,
          );
        const { token, expiresAt } = await identity.loginLinks.create(actorOf(principal), user.id);
        return { token: token.reveal(), expiresAt };
      },
    }),
  ],
};
