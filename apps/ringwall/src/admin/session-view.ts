import { actions, type Principal, roles, type Shown } from '@ringwall/core';
import { grantedOn, type Identity, userSummary } from '@ringwall/identity';
import { z } from 'zod';

/** Who is calling, as answers show it. */
export const shownPrincipal = z
  .object({
    kind: z
      .enum(['key', 'token', 'certificate', 'session', 'shell'])
      .describe('How they show it; `shell`: the socket in the data directory.'),
    id: z.string().describe('Of the credential.'),
    who: z
      .object({
        type: z.enum(['user', 'service', 'agent', 'shell']),
        id: z.string(),
        onBehalfOf: z.string().exactOptional().describe('Of an agent: the user it acts for.'),
      })
      .describe('Whom it speaks for.'),
  })
  .meta({ id: 'Principal' });

/** Who is calling, what they hold, and what they may do somewhere. */
export const sessionReply = z
  .object({
    principal: shownPrincipal,
    user: userSummary.exactOptional().describe('Absent where it is not a person who calls.'),
    expiresAt: z.iso.datetime().exactOptional(),
    grants: z
      .array(
        z.object({
          role: z.enum(roles),
          project: z.string(),
          on: grantedOn.exactOptional(),
          expiresAt: z.iso.datetime().exactOptional(),
        }),
      )
      .describe('What they hold now.'),
    may: z.array(z.enum(actions)).describe('What they may do in some project, or in all.'),
  })
  .meta({ id: 'Session' });
type SessionReply = Shown<typeof sessionReply>;

/** The caller without what only the server needs to know of them. */
export function showPrincipal({ kind, id, who }: Principal): Shown<typeof shownPrincipal> {
  return { kind, id, who };
}

/** What the caller is told of themselves. */
export function sessionView(
  identity: Pick<Identity, 'users' | 'grants' | 'projectsFor' | 'sessions'>,
  principal: Principal,
): SessionReply {
  const { who } = principal;
  const user = who.type === 'user' ? identity.users.find(who.id) : undefined;
  const expiresAt = identity.sessions.summary(principal.id)?.expiresAt;
  return {
    principal: showPrincipal(principal),
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
