import { type Route, roles, route } from '@ringwall/core';
import { type Identity, permittedAction } from '@ringwall/identity';
import { z } from 'zod';

const rolesReply = z
  .object({
    roles: z.array(z.enum(roles)),
    actions: z.array(permittedAction),
  })
  .meta({ id: 'Roles' });

/** What each role may do. */
export function roleRoutes({ policies }: Pick<Identity, 'policies'>): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/roles',
      summary:
        'What each role permits, by the policies that ship with the product; own ones may narrow or widen it.',
      operation: 'getRoles',
      action: 'grant.list',
      reply: rolesReply,
      listed: true,
      handle: () => ({ roles: [...roles], actions: policies.roles() }),
    }),
  ];
}
