import { actorOf, type Module, pageOf, pageQuery, pageSchema, route } from '@ringwall/core';
import { z } from 'zod';
import { externalIdentityMigrations } from '../oidc/tables.ts';
import { tokenRevocation } from './revocations.ts';
import { tokenMigrations } from './tables.ts';
import { issuerSummary, type Tokens } from './tokens.ts';

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
    route({
      method: 'GET',
      path: '/api/tokens/issuers',
      summary: 'Lists whose bearer tokens are believed, in the order of the configuration.',
      operation: 'listTokenIssuers',
      action: 'session.list',
      query: z.strictObject(pageQuery),
      reply: pageSchema(issuerSummary),
      handle: ({ query }) => {
        // An issuer may be named twice, with other audiences; where it stands does not change while the server runs.
        const placed = tokens.issuers().map((issuer, place) => ({ issuer, place }));
        const page = pageOf(placed, query, ({ place }) => String(place).padStart(9, '0'));
        return { ...page, items: page.items.map(({ issuer }) => issuer) };
      },
    }),
    route({
      method: 'GET',
      path: '/api/tokens/revocations',
      summary: 'Lists which bearer tokens were revoked, newest first.',
      operation: 'listTokenRevocations',
      action: 'session.list',
      query: z.strictObject(pageQuery),
      reply: pageSchema(tokenRevocation),
      handle: ({ query }) =>
        pageOf(tokens.revoked(), query, ({ revokedAt, target }) => `${revokedAt} ${target}`, {
          newestFirst: true,
        }),
    }),
    route({
      method: 'POST',
      path: '/api/tokens/revoke',
      summary: 'Revokes one bearer token, or all that were issued until now for a user or service.',
      operation: 'revokeTokens',
      action: 'session.revoke',
      body: revocation,
      reply: tokenRevocation,
      handle: ({ principal, body }) => tokens.revoke(body, actorOf(principal)),
    }),
  ],
};
