import { actorOf, type Module } from '@ringwall/core';
import { z } from 'zod';
import { externalIdentityMigrations } from '../oidc/tables.ts';
import { tokenMigrations } from './tables.ts';
import type { Tokens } from './tokens.ts';

const name = z.string().min(1).max(512);
const revocation = z.union([
  z.strictObject({
    id: z.string().regex(/^(tok|usr|svc)_[0-9a-z_]{1,64}$/, 'must be the id of a token, user or service'),
  }),
  z.strictObject({ issuer: name, jti: name }),
  z.strictObject({ issuer: name, subject: name }),
]);

/** Routes for the bearer tokens of configured issuers: how things stand, and revoking. */
export const tokenModule: Module<{ identity: { readonly tokens: Tokens } }> = {
  name: 'identity-tokens',
  migrations: [...externalIdentityMigrations, ...tokenMigrations],
  routes: ({ identity: { tokens } }) => [
    {
      method: 'GET',
      path: '/api/tokens',
      summary: 'Whose bearer tokens are believed, and which were revoked.',
      action: 'session.list',
      handle: () => ({ issuers: tokens.issuers(), revoked: tokens.revoked() }),
    },
    {
      method: 'POST',
      path: '/api/tokens/revoke',
      summary: 'Revokes one bearer token, or all that were issued until now for a user or service.',
      action: 'session.revoke',
      body: revocation,
      handle: ({ principal, body }) => tokens.revoke(revocation.parse(body), actorOf(principal)),
    },
  ],
};
