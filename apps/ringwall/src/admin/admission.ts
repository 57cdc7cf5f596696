import type {
  Access,
  AccessContext,
  Action,
  Asked,
  Principal,
  Projects,
  Resource,
  Route,
} from '@ringwall/core';
import { AppError } from '../errors.ts';

/** What the admin API asks of identity. */
export interface Authority {
  isLive(principal: Principal): boolean;
  authorize(principal: Principal, action: Action, resource: Resource, context?: AccessContext): Access;
  projectsFor(principal: Principal, action: Action): Projects;
}

/** What somebody was not allowed, for the record. */
export interface Refused {
  readonly action: Action;
  readonly resource: Resource;
  readonly reason: string;
  readonly policies?: readonly string[] | undefined;
}

/** A call that was let in. */
export interface Admitted {
  readonly projects: Projects;
  /** What it is about; undefined where there is no such thing, which the handler then says. */
  readonly resource: Resource | undefined;
  /** Whether it would still be let in as it was: asked again and again while an answer goes on. */
  holds(): boolean;
}

const server: Resource = { kind: 'server', id: 'ringwall' };

/**
 * Whether the caller may do what a route does, to what it is about. Who may see some projects only gets one answer for
 * what is not there and for what is elsewhere; `onRefused` is told which.
 * @throws AppError app/forbidden, app/not-found
 */
export async function admitTo(
  route: Route & { readonly action: Action },
  asked: Asked,
  options: {
    readonly authority: Authority;
    readonly principal: Principal;
    readonly context: AccessContext;
    readonly onRefused: (refused: Refused) => void;
  },
): Promise<Admitted> {
  const { authority, principal, context } = options;
  const { action } = route;
  const refuse = (resource: Resource, access: Access & { readonly allow: false }): never => {
    options.onRefused({ action, resource, reason: access.reason, policies: access.policies });
    throw new AppError('app/forbidden', access.reason);
  };
  if (route.listed) {
    const projects = projectsIn(authority, principal, { action, context });
    if (projects.length === 0)
      refuse(server, denied(authority.authorize(principal, action, server, context)));
    const before = String(projects);
    const holds = () =>
      authority.isLive(principal) && String(projectsIn(authority, principal, { action, context })) === before;
    return { projects, resource: server, holds };
  }
  const projects = authority.projectsFor(principal, action);
  const resource = route.resource === undefined ? server : await route.resource(asked);
  if (resource === undefined) {
    if (projects === 'all') return { projects, resource, holds: () => authority.isLive(principal) };
    if (projects.length > 0) throw notFound();
    return refuse(server, denied(authority.authorize(principal, action, server, context)));
  }
  const access = authority.authorize(principal, action, resource, context);
  if (!access.allow) {
    const { project } = resource;
    const isElsewhere =
      project !== undefined && projects !== 'all' && projects.length > 0 && !projects.includes(project);
    if (!isElsewhere) return refuse(resource, access);
    options.onRefused({ action, resource, reason: access.reason, policies: access.policies });
    throw notFound();
  }
  const holds = () =>
    authority.isLive(principal) && authority.authorize(principal, action, resource, context).allow;
  return { projects, resource, holds };
}

/** What identity says, and of that what the policies allow to this call: from its address, say. */
function projectsIn(
  authority: Authority,
  principal: Principal,
  { action, context }: { readonly action: Action; readonly context: AccessContext },
): Projects {
  const projects = authority.projectsFor(principal, action);
  if (projects === 'all') return authority.authorize(principal, action, server, context).allow ? 'all' : [];
  return projects.filter(
    (id) => authority.authorize(principal, action, { kind: 'project', id, project: id }, context).allow,
  );
}

/** @returns the denial, also where the answer has changed since it was looked at. */
function denied(access: Access): Access & { readonly allow: false } {
  return access.allow ? { allow: false, reason: 'No project allows this.' } : access;
}

function notFound(): AppError {
  return new AppError(
    'app/not-found',
    'There is no such thing, or it is in a project where you may not do this.',
  );
}
