import { type Route, roles } from '@ringwall/core';
import type { Identity } from '@ringwall/identity';
import type { RolesReply } from '../api.ts';

/** What each role may do. */
export function roleRoutes({ policies }: Pick<Identity, 'policies'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/roles',
      summary: 'What each role permits, by the policies that ship with the product.',
      action: 'grant.list',
      listed: true,
      handle: (): RolesReply => ({ roles: [...roles], actions: policies.roles() }),
    },
  ];
}
