import { actorOf, isAmong, type Module } from '@ringwall/core';
import type { Identity } from '../identity.ts';
import { newProjectSchema } from './projects.ts';

/** The routes for projects. */
export const projectModule: Module<{ identity: Identity }> = {
  name: 'projects',
  routes: ({ identity }) => [
    {
      method: 'GET',
      path: '/api/projects',
      summary: 'Lists the projects that the caller may see.',
      action: 'project.list',
      listed: true,
      handle: ({ projects }) => identity.projects.list().filter(({ id }) => isAmong(projects, id)),
    },
    {
      method: 'POST',
      path: '/api/projects',
      summary: 'Makes a project; those that routes of the configuration name are made at the start.',
      action: 'project.create',
      body: newProjectSchema,
      handle: ({ principal, body }) =>
        identity.projects.create(newProjectSchema.parse(body), actorOf(principal)),
    },
  ],
};
