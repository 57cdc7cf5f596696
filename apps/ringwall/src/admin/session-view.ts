import { actions, type Principal } from '@ringwall/core';
import type { Identity } from '@ringwall/identity';
import type { SessionReply } from '../api.ts';

/** Who is calling, what they hold, and what they may do somewhere. */
export function sessionView(
  identity: Pick<Identity, 'users' | 'grants' | 'projectsFor' | 'sessions'>,
  principal: Principal,
): SessionReply {
  const { who } = principal;
  const user = who.type === 'user' ? identity.users.find(who.id) : undefined;
  const expiresAt = identity.sessions.summary(principal.id)?.expiresAt;
  return {
    principal,
    ...(user && { user }),
    ...(expiresAt !== undefined && { expiresAt }),
    grants: [...identity.grants.of(who.id), ...(principal.grants ?? [])].map(
      ({ role, project, on, untilMs }) => ({
        ...{ role, project },
        ...(on && { on }),
        ...(Number.isFinite(untilMs) && { expiresAt: new Date(untilMs).toISOString() }),
      }),
    ),
    may: actions.filter((action) => {
      const projects = identity.projectsFor(principal, action);
      return projects === 'all' || projects.length > 0;
    }),
  };
}
