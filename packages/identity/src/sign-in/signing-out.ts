import type { Users } from '../principals/users.ts';
import type { Sessions } from './sessions.ts';

/** The same people; the sessions of one who is disabled end, so that none is there when they are enabled again. */
export function signingOut(users: Users, sessions: Sessions): Users {
  return {
    ...users,
    async disable(id, actor) {
      try {
        return await users.disable(id, actor);
      } finally {
        // Also where the ledger has failed meanwhile: disabled they are.
        if (users.find(id)?.disabledAt !== undefined) {
          await sessions.endOf(id, actor, { reason: 'user disabled' });
        }
      }
    },
  };
}
