import { setImmediate } from 'node:timers/promises';
import { type Action, actions, type Principal, type Role, type Route, roles } from '@ringwall/core';
import type { Identity } from '@ringwall/identity';
import type { RolesReply } from '../api.ts';

type Deciding = Pick<Identity, 'authorize' | 'policies'>;

const installation = { kind: 'server', id: 'ringwall' } as const;
const project = { kind: 'project', id: 'default', project: 'default' } as const;
const everything = { routes: ['*'], models: ['*'], datasets: ['*'], purposes: ['*'] } as const;
const traffic: readonly Action[] = ['route.invoke', 'model.list'];

/** What each role may do: asked of the policies in force, not written down a second time. */
export function roleRoutes(identity: Deciding): readonly Route[] {
  let known: { readonly version: number; readonly reply: Promise<RolesReply> } | undefined;
  return [
    {
      method: 'GET',
      path: '/api/roles',
      summary: 'What each role may do, by the policies in force.',
      action: 'grant.list',
      listed: true,
      handle() {
        const { version } = identity.policies.current();
        if (known?.version !== version) known = { version, reply: matrix(identity) };
        return known.reply;
      },
    },
  ];
}

async function matrix(identity: Deciding): Promise<RolesReply> {
  const rows = [];
  for (const action of actions) {
    const allowed = (where: string, resource: typeof installation | typeof project) =>
      roles.filter((role) => identity.authorize(holderOf(role, { where, action }), action, resource).allow);
    const inProject = allowed(project.id, project);
    const inAll = allowed('*', inProject.length > 0 ? project : installation);
    const reach =
      inProject.length > 0
        ? ('project' as const)
        : inAll.length > 0
          ? ('installation' as const)
          : ('shell' as const);
    rows.push({ action, reach, roles: inAll });
    // A few hundred decisions are many for one turn of a process that answers requests.
    await setImmediate();
  }
  return { roles: [...roles], actions: rows };
}

/** Somebody who holds this role and nothing else, with the credential that the action asks for. */
function holderOf(
  role: Role,
  { where, action }: { readonly where: string; readonly action: Action },
): Principal {
  // An auditor's role has to end.
  const grants = [{ role, project: where, untilMs: Number.MAX_SAFE_INTEGER }];
  const who = { type: 'user', id: 'usr_of_role' } as const;
  return traffic.includes(action)
    ? { kind: 'key', id: 'key_of_role', who, grants, scope: { ...everything, administration: false } }
    : { kind: 'session', id: 'ses_of_role', who, grants };
}
