import type { Who } from '@ringwall/core';
import type { Services } from './services.ts';
import type { Users } from './users.ts';

/** Whoever may hold keys and grants: users, services and agents. */
export interface Holders {
  /** Who that is; undefined for an id that nobody has. */
  find(id: string): Who | undefined;
  /** The project of a service or an agent; undefined for a user, who is of all. */
  projectOf(id: string): string | undefined;
  /** Whether what they carry is good: not disabled, nor, for an agent, the user it acts for. */
  isActive(id: string): boolean;
}

export function createHolders({
  users,
  services,
}: {
  readonly users: Users;
  readonly services: Services;
}): Holders {
  return {
    find(id) {
      if (users.find(id) !== undefined) return { type: 'user', id };
      const service = services.find(id);
      if (service === undefined) return undefined;
      const { type, onBehalfOf } = service;
      return { type, id, ...(onBehalfOf !== undefined && { onBehalfOf }) };
    },
    projectOf: (id) => services.find(id)?.project,
    isActive(id) {
      const user = users.find(id);
      if (user !== undefined) return user.disabledAt === undefined;
      const service = services.find(id);
      if (service === undefined || service.disabledAt !== undefined) return false;
      const { type, onBehalfOf = '' } = service;
      if (type === 'service') return true;
      const behind = users.find(onBehalfOf);
      return behind !== undefined && behind.disabledAt === undefined;
    },
  };
}
