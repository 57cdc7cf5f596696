import { type Action, actions, type Role, roles, type Shown } from '@ringwall/core';
import { z } from 'zod';
import { actionGroups, isInstallationWide } from './action-groups.ts';
import type { LoadedPolicies } from './engine.ts';

/** Which roles permit an action. */
export const permittedAction = z
  .object({
    action: z.enum(actions),
    reach: z
      .enum(['project', 'installation', 'shell'])
      .describe(
        'Where the role has to be held: in the project, or in every one. `shell`: no role permits it.',
      ),
    roles: z.array(z.enum(roles)),
  })
  .meta({ id: 'PermittedAction' });
export type PermittedAction = Shown<typeof permittedAction>;

const everything = ['*'] as const;
const scope = {
  ...{ routes: everything, models: everything, datasets: everything, purposes: everything },
  administration: false,
};

/** What each role permits by itself: asked of the policies, not written down a second time. */
export function roleMatrix(policies: LoadedPolicies): readonly PermittedAction[] {
  return actions.map((action) => {
    const allowed = roles.filter((role) => policies.answer(questionOf(role, action)).allow);
    const reach = allowed.length === 0 ? 'shell' : isInstallationWide(action) ? 'installation' : 'project';
    return { action, reach, roles: allowed };
  });
}

/** Somebody who holds this role, with the credential that the action asks for. */
function questionOf(role: Role, action: Action): Parameters<LoadedPolicies['answer']>[0] {
  const traffic = actionGroups.gateway.some((known) => known === action);
  const asked = {
    who: { type: 'user', id: 'usr_of_role' },
    roles: [role],
    action,
    context: {},
    nowMs: 0,
  } as const;
  return traffic
    ? {
        ...asked,
        ...{ credential: { kind: 'key', id: 'key_of_role' }, scope },
        resource: { kind: 'route', id: 'route', project: 'default' },
      }
    : {
        ...asked,
        ...{ credential: { kind: 'session', id: 'ses_of_role' }, scope: undefined },
        resource: isInstallationWide(action)
          ? { kind: 'server', id: 'ringwall' }
          : { kind: 'project', id: 'default', project: 'default' },
      };
}
