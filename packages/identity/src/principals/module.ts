import {
  actorOf,
  isAmong,
  type Module,
  type Principal,
  pageOf,
  pageQuery,
  pageSchema,
  route,
} from '@ringwall/core';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import type { Identity } from '../identity.ts';
import { hasText, isAsked, standingQuery, textQuery } from '../list-filters.ts';
import { signInStanding } from '../sign-in/sign-in-administration.ts';
import { defaultProject } from '../tables.ts';
import { newServiceSchema, type ServiceSummary, serviceSummary } from './services.ts';
import { newUserSchema, type UserSummary, userSummary } from './users.ts';

/** A person, as lists show them. */
const personSummary = userSummary.extend(signInStanding.shape).meta({ id: 'PersonSummary' });

const peopleQuery = z.strictObject({ ...pageQuery, state: standingQuery, text: textQuery });
const servicesQuery = z.strictObject({
  ...pageQuery,
  project: z.string().max(64).optional(),
  type: z.enum(['service', 'agent']).optional(),
  state: standingQuery,
  text: textQuery,
});

/** The routes for people, services and agents. */
export const principalModule: Module<{ identity: Identity }> = {
  name: 'principals',
  routes: ({ identity }) => [
    route({
      method: 'GET',
      path: '/api/users',
      summary: 'Lists the people, oldest first, disabled ones too.',
      operation: 'listUsers',
      action: 'user.list',
      query: peopleQuery,
      reply: pageSchema(personSummary),
      handle: ({ query }) => {
        const found = identity.users
          .list()
          .filter((user) => isAsked(query.state, standingOf(user)))
          .filter(({ id, name, displayName }) => hasText(query.text, id, name, displayName));
        const page = pageOf(found, query, ageOf);
        const { standing } = identity.local.administration;
        return { ...page, items: page.items.map((user) => ({ ...user, ...standing(user.id) })) };
      },
    }),
    route({
      method: 'GET',
      path: '/api/users/:id',
      summary: 'One person, by id or by the name they sign in with.',
      operation: 'getUser',
      action: 'user.list',
      reply: personSummary,
      resource: ({ params: { id = '' } }) => identity.local.administration.resource(id),
      handle: ({ params: { id = '' } }) => {
        const { user, standing } = identity.local.administration;
        const found = user(id);
        return { ...found, ...standing(found.id) };
      },
    }),
    route({
      method: 'POST',
      path: '/api/users',
      summary: 'Makes a user, who may do nothing until they are granted a role.',
      operation: 'createUser',
      action: 'user.create',
      body: newUserSchema,
      reply: userSummary,
      handle: ({ principal, body }) => identity.users.create(body, actorOf(principal)),
    }),
    route({
      method: 'POST',
      path: '/api/users/:id/disable',
      summary: 'Refuses a user, their keys and their agents from now on.',
      operation: 'disableUser',
      action: 'user.update',
      reply: userSummary,
      resource: ({ params: { id = '' } }) => ofUser(identity.users.find(id)),
      handle: ({ principal, params: { id = '' } }) => identity.users.disable(id, actorOf(principal)),
    }),
    route({
      method: 'POST',
      path: '/api/users/:id/enable',
      summary: 'Lets a disabled user in again.',
      operation: 'enableUser',
      action: 'user.update',
      reply: userSummary,
      resource: ({ params: { id = '' } }) => ofUser(identity.users.find(id)),
      handle: ({ principal, params: { id = '' } }) => identity.users.enable(id, actorOf(principal)),
    }),
    route({
      method: 'GET',
      path: '/api/services',
      summary: 'Lists the services and agents, oldest first, disabled ones too.',
      operation: 'listServices',
      action: 'service.list',
      query: servicesQuery,
      reply: pageSchema(serviceSummary),
      listed: true,
      handle: ({ query, projects }) => {
        const found = identity.services
          .list()
          .filter((service) => isAmong(projects, service.project))
          .filter((service) => isAsked(query.project, service.project))
          .filter((service) => isAsked(query.type, service.type))
          .filter((service) => isAsked(query.state, standingOf(service)))
          .filter(({ id, name, spiffeId = '' }) => hasText(query.text, id, name, spiffeId));
        return pageOf(found, query, ageOf);
      },
    }),
    route({
      method: 'GET',
      path: '/api/services/:id',
      summary: 'One service or agent.',
      operation: 'getService',
      action: 'service.list',
      reply: serviceSummary,
      resource: ({ params: { id = '' } }) => ofService(identity.services.find(id)),
      handle: ({ params: { id = '' } }) => {
        const service = identity.services.find(id);
        if (service !== undefined) return service;
        throw new IdentityError('identity/service-unknown', 'No service has that id.');
      },
    }),
    route({
      method: 'POST',
      path: '/api/services',
      summary: 'Makes a service, or an agent that acts for one user.',
      operation: 'createService',
      action: 'service.create',
      body: newServiceSchema,
      reply: serviceSummary,
      resource: ({ body: { project = defaultProject } }) => ({ kind: 'project', id: project, project }),
      handle: ({ principal, body }) => {
        requireMayActFor(identity, principal, body.onBehalfOf);
        return identity.services.create(body, actorOf(principal));
      },
    }),
    route({
      method: 'POST',
      path: '/api/services/:id/disable',
      summary: 'Refuses a service or an agent from now on.',
      operation: 'disableService',
      action: 'service.update',
      reply: serviceSummary,
      resource: ({ params: { id = '' } }) => ofService(identity.services.find(id)),
      handle: ({ principal, params: { id = '' } }) => identity.services.disable(id, actorOf(principal)),
    }),
    route({
      method: 'POST',
      path: '/api/services/:id/enable',
      summary: 'Lets a disabled service or agent in again.',
      operation: 'enableService',
      action: 'service.update',
      reply: serviceSummary,
      resource: ({ params: { id = '' } }) => ofService(identity.services.find(id)),
      handle: ({ principal, params: { id = '' } }) => identity.services.enable(id, actorOf(principal)),
    }),
  ],
};

/** Ids alone do not order what has ids of several kinds, nor the user that every server begins with. */
function ageOf({ createdAt, id }: { readonly createdAt: string; readonly id: string }): string {
  return `${createdAt} ${id}`;
}

function standingOf({ disabledAt }: { readonly disabledAt?: string }): 'active' | 'disabled' {
  return disabledAt === undefined ? 'active' : 'disabled';
}

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
