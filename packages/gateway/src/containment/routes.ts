import {
  type Asked,
  actorOf,
  isAmong,
  pageOf,
  pageQuery,
  pageSchema,
  type Resource,
  type Route,
  route,
  type Shown,
} from '@ringwall/core';
import { z } from 'zod';
import { GatewayError } from '../errors.ts';
import type { GatewayRoute } from '../routing.ts';
import { protocols } from '../traffic/shown-request.ts';
import type { Containment, Containments } from './containments.ts';

const shownContainment = z
  .object({
    since: z.string(),
    until: z.string().describe('It ends then by itself, RFC 3339.'),
    reason: z.string(),
    by: z.object({ kind: z.string(), id: z.string(), who: z.string().exactOptional() }),
  })
  .meta({ id: 'Containment', description: 'That a route is out of service for a time.' });

const shownRoute = z
  .object({
    name: z.string(),
    project: z.string(),
    protocol: z.enum(protocols),
    provider: z.string(),
    models: z.array(z.string()).describe('Names, or prefixes that end in `*`.'),
    profile: z.string().describe('Of the detectors.'),
    strict: z.boolean().describe('Whether nothing is answered that is not recorded.'),
    keepBodies: z.boolean(),
    demo: z.boolean().describe('Whether the built-in assistant answers.'),
    containment: shownContainment.exactOptional(),
  })
  .meta({ id: 'Route', description: 'A named endpoint for AI traffic.' });
/** A route as the API shows it. */
export type ShownRoute = Shown<typeof shownRoute>;

const maxMinutes = 7 * 24 * 60;
const listQuery = z.strictObject({
  ...pageQuery,
  project: z.string().min(1).max(256).optional(),
  state: z.enum(['in-service', 'contained']).optional(),
});
const containBody = z.strictObject({
  reason: z.string().trim().min(3).max(200),
  minutes: z.int().min(1).max(maxMinutes).describe('After so long it ends by itself.'),
});
const releaseBody = z.strictObject({ reason: z.string().trim().min(3).max(200) });

/** What can be asked about the routes, and how one is taken out of service. */
export function containmentRoutes(
  containments: Containments,
  { routes }: { readonly routes: readonly GatewayRoute[] },
): readonly Route[] {
  const find = (asked: Asked['params']) => routes.find(({ name }) => name === asked.name);
  const resourceOf = (asked: Asked['params']): Resource | undefined => {
    const found = find(asked);
    return found && { kind: 'route', id: found.name, project: found.project };
  };
  const known = (asked: Asked['params']): GatewayRoute => {
    const found = find(asked);
    if (found === undefined) throw new GatewayError('gateway/route-missing', 'No route has that name.');
    return found;
  };
  const shown = (of: GatewayRoute) => shownOf(of, containments.of(of.name));
  return [
    route({
      ...{ method: 'GET', path: '/api/routes', operation: 'listRoutes' },
      summary: 'The routes for AI traffic, and which are out of service.',
      action: 'route.list',
      listed: true,
      query: listQuery,
      reply: pageSchema(shownRoute),
      handle: ({ query, projects }) =>
        pageOf(
          routes
            .filter(({ project }) => isAmong(projects, project))
            .filter(({ project }) => query.project === undefined || project === query.project)
            .map(shown)
            .filter(
              ({ containment }) =>
                query.state === undefined || (query.state === 'contained') === (containment !== undefined),
            ),
          query,
          ({ name }) => name,
        ),
    }),
    route({
      ...{ method: 'POST', path: '/api/routes/:name/contain', operation: 'containRoute' },
      summary: 'Takes a route out of service for a time: from the next request, and for answers under way.',
      action: 'route.contain',
      body: containBody,
      resource: ({ params }) => resourceOf(params),
      reply: shownRoute,
      async handle({ params, body: { reason, minutes }, principal }) {
        const found = known(params);
        const { name, project } = found;
        await containments.contain(
          { route: name, project, reason, forMs: minutes * 60_000 },
          actorOf(principal),
        );
        return shown(found);
      },
    }),
    route({
      ...{ method: 'POST', path: '/api/routes/:name/release', operation: 'releaseRoute' },
      summary: 'Puts a route in service again; one that is stays so.',
      action: 'route.contain',
      body: releaseBody,
      resource: ({ params }) => resourceOf(params),
      reply: shownRoute,
      async handle({ params, body: { reason }, principal }) {
        const found = known(params);
        await containments.release(found.name, reason, actorOf(principal));
        return shown(found);
      },
    }),
  ];
}

function shownOf(of: GatewayRoute, containment: Containment | undefined): ShownRoute {
  const { name, project, protocol, provider, models, profile, strict, keepBodies } = of;
  return {
    ...{ name, project, protocol, provider: provider.id, models, profile, strict, keepBodies },
    demo: provider.demo === true,
    ...(containment && {
      containment: {
        since: new Date(containment.sinceMs).toISOString(),
        until: new Date(containment.untilMs).toISOString(),
        ...{ reason: containment.reason, by: containment.by },
      },
    }),
  };
}
