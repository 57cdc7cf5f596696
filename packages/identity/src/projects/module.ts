import { actorOf, isAmong, type Module, pageOf, pageQuery, pageSchema, route } from '@ringwall/core';
import { z } from 'zod';
import type { Identity } from '../identity.ts';
import { hasText, textQuery } from '../list-filters.ts';
import { newProjectSchema, projectSummary } from './projects.ts';

/** The routes for projects. */
export const projectModule: Module<{ identity: Identity }> = {
  name: 'projects',
  routes: ({ identity }) => [
    route({
      method: 'GET',
      path: '/api/projects',
      summary: 'Lists the projects that the caller may see, by id.',
      operation: 'listProjects',
      action: 'project.list',
      query: z.strictObject({ ...pageQuery, text: textQuery }),
      reply: pageSchema(projectSummary),
      listed: true,
      handle: ({ query, projects }) => {
        const found = identity.projects
          .list()
          .filter(({ id }) => isAmong(projects, id))
          .filter(({ id, name }) => hasText(query.text, id, name));
        return pageOf(found, query, ({ id }) => id);
      },
    }),
    route({
      method: 'POST',
      path: '/api/projects',
      summary: 'Makes a project; those that routes of the configuration name are made at the start.',
      operation: 'createProject',
      action: 'project.create',
      body: newProjectSchema,
      reply: projectSummary,
      handle: ({ principal, body }) => identity.projects.create(body, actorOf(principal)),
    }),
  ],
};
