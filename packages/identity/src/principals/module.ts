import { actorOf, isAmong, type Module, type Principal } from '@ringwall/core';
import { IdentityError } from '../errors.ts';
import type { Identity } from '../identity.ts';
import { defaultProject } from '../tables.ts';
import { newServiceSchema, type ServiceSummary } from './services.ts';
import { newUserSchema, type UserSummary } from './users.ts';

/** The routes for people, services and agents. */
export const principalModule: Module<{ identity: Identity }> = {
  name: 'principals',
  routes: ({ identity }) => [
    {
      method: 'GET',
      path: '/api/users',
      summary: 'Lists the people, disabled ones too.',
      action: 'user.list',
      handle: () =>
        identity.users
          .list()
          .map((user) => ({ ...user, ...identity.local.administration.standing(user.id) })),
    },
    {
      method: 'POST',
      path: '/api/users',
      summary: 'Makes a user, who may do nothing until they are granted a role.',
      action: 'user.create',
      body: newUserSchema,
      handle: ({ principal, body }) => identity.users.create(newUserSchema.parse(body), actorOf(principal)),
    },
    {
      method: 'POST',
      path: '/api/users/:id/disable',
      summary: 'Refuses a user, their keys and their agents from now on.',
      action: 'user.update',
      resource: ({ params: { id = '' } }) => ofUser(identity.users.find(id)),
      handle: ({ principal, params: { id = '' } }) => identity.users.disable(id, actorOf(principal)),
    },
    {
      method: 'POST',
      path: '/api/users/:id/enable',
      summary: 'Lets a disabled user in again.',
      action: 'user.update',
      resource: ({ params: { id = '' } }) => ofUser(identity.users.find(id)),
      handle: ({ principal, params: { id = '' } }) => identity.users.enable(id, actorOf(principal)),
    },
    {
      method: 'GET',
      path: '/api/services',
      summary: 'Lists the services and agents, disabled ones too.',
      action: 'service.list',
      listed: true,
      handle: ({ projects }) => identity.services.list().filter(({ project }) => isAmong(projects, project)),
    },
    {
      method: 'POST',
      path: '/api/services',
      summary: 'Makes a service, or an agent that acts for one user.',
      action: 'service.create',
      body: newServiceSchema,
      resource: ({ body }) => {
        const { project = defaultProject } = newServiceSchema.parse(body);
        return { kind: 'project', id: project, project };
      },
      handle: ({ principal, body }) => {
        const input = newServiceSchema.parse(body);
        requireMayActFor(identity, principal, input.onBehalfOf);
        return identity.services.create(input, actorOf(principal));
      },
    },
    {
      method: 'POST',
      path: '/api/services/:id/disable',
      summary: 'Refuses a service or an agent from now on.',
      action: 'service.update',
      resource: ({ params: { id = '' } }) => ofService(identity.services.find(id)),
      handle: ({ principal, params: { id = '' } }) => identity.services.disable(id, actorOf(principal)),
    },
    {
      method: 'POST',
      path: '/api/services/:id/enable',
      summary: 'Lets a disabled service or agent in again.',
      action: 'service.update',
      resource: ({ params: { id = '' } }) => ofService(identity.services.find(id)),
      handle: ({ principal, params: { id = '' } }) => identity.services.enable(id, actorOf(principal)),
    },
  ],
};

/** An agent's deeds are recorded as those of whom it acts for: only they, or who answers for users, may make one. */
function requireMayActFor(identity: Identity, principal: Principal, user: string | undefined): void {
  if (user === undefined || user === principal.who.id) return;
  if (!identity.authorize(principal, 'user.update', { kind: 'user', id: user }).allow)
    throw new IdentityError('identity/not-yours', 'The agent would act for another person.');
}

function ofUser(user: UserSummary | undefined) {
  return user && ({ kind: 'user', id: user.id } as const);
}

function ofService(service: ServiceSummary | undefined) {
  return service && ({ kind: 'service', id: service.id, project: service.project } as const);
}
