import { type Asked, type Clock, pageQuery, type Resource, type Route, route } from '@ringwall/core';
import type { Identity } from '@ringwall/identity';
import type { Bodies, Ledger, Projection } from '@ringwall/ledger';
import type { Store } from '@ringwall/store';
import { z } from 'zod';
import { exportRoute } from './export/route.ts';
import { feedEvents, trafficFeed } from './feed.ts';
import { openBodies, openedBodies } from './open-bodies.ts';
import { TrafficQueries } from './queries.ts';
import { readRequest, requestDetail } from './request-detail.ts';
import { requestFilter } from './request-filter.ts';
import { requestPage } from './shown-request.ts';

interface Parts {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly projection: Projection;
  readonly identity: Identity;
  readonly bodies: Bodies;
  readonly clock: Clock;
}

const listQuery = z.strictObject({
  ...requestFilter,
  ...pageQuery,
  skip: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000_000)
    .default(0)
    .describe('Leaves out so many behind the cursor: any page of the list is one request away.'),
});
const countQuery = z.strictObject(requestFilter);
const openBody = z.strictObject({ reason: z.string().trim().min(3).max(200) });
const requestCount = z.object({
  count: z.int(),
  size: z.int().describe('Of how many entries of the ledger: with it a list has exactly these rows.'),
});

/** The queries of the tables that the routes read, with the names that keys have now. */
function trafficQueries({ store, identity }: Pick<Parts, 'store' | 'identity'>): TrafficQueries {
  return new TrafficQueries(store.db, () => new Map(identity.keys.list().map(({ id, name }) => [id, name])));
}

/** What is asked about requests: lists of them, one in depth, and those to come. */
export function trafficRoutes(parts: Parts): readonly Route[] {
  const { ledger, projection, bodies } = parts;
  const queries = trafficQueries(parts);
  const caughtUp = async () => {
    if (ledger.size > 0) await projection.reached(ledger.size - 1);
  };
  const requestOf = async ({ request = '' }: Asked['params']): Promise<Resource | undefined> => {
    await caughtUp();
    const row = await queries.one(request);
    return row && { kind: 'request', id: request, project: row.project };
  };
  return [
    route({
      ...{ method: 'GET', path: '/api/requests', operation: 'listRequests' },
      summary: 'LLM requests, newest first unless told otherwise.',
      action: 'traffic.read',
      listed: true,
      query: listQuery,
      reply: requestPage,
      async handle({ query, projects }) {
        await caughtUp();
        return queries.page(query, projects, query);
      },
    }),
    route({
      ...{ method: 'GET', path: '/api/requests/count', operation: 'countRequests' },
      summary: 'How many requests a list of them has.',
      action: 'traffic.read',
      listed: true,
      query: countQuery,
      reply: requestCount,
      async handle({ query, projects }) {
        await caughtUp();
        const size = Math.min(query.size ?? ledger.size, ledger.size);
        return { count: await queries.count({ ...query, size }, projects), size };
      },
    }),
    exportRoute({ ...parts, queries }),
    route({
      ...{ method: 'GET', path: '/api/requests/:request', operation: 'getRequest' },
      summary: 'One request with its two records.',
      action: 'traffic.read',
      resource: ({ params }) => requestOf(params),
      reply: requestDetail,
      handle: ({ params: { request = '' } }) => readRequest({ ...parts, queries }, request),
    }),
    route({
      ...{ method: 'POST', path: '/api/requests/:request/open', operation: 'openRequestBodies' },
      summary: 'Opens the kept bodies of a request. Who did and why is recorded first.',
      action: 'body.open',
      looks: true,
      body: openBody,
      resource: ({ params }) => requestOf(params),
      reply: openedBodies,
      async handle({ params: { request = '' }, principal, body: { reason } }) {
        // Nothing is opened then, and nothing is to be recorded.
        await bodies.refuseLocked();
        return openBodies(parts, await readRequest({ ...parts, queries }, request), { principal, reason });
      },
    }),
    route({
      ...{ method: 'GET', path: '/api/events', operation: 'followRequests' },
      summary:
        'Requests as they open and close, and the head of the ledger. An id is an index of the ledger: sent back as Last-Event-ID nothing is missed.',
      action: 'traffic.read',
      listed: true,
      reply: { events: feedEvents },
      handle({ headers, projects, signal }) {
        const last = headers['last-event-id'];
        const asked = typeof last === 'string' && /^\d{1,15}$/.test(last) ? Number(last) : ledger.size - 1;
        // A log that was put back is shorter than what a console remembers of it.
        const after = Math.min(asked, ledger.size - 1);
        return {
          kind: 'event-stream',
          events: trafficFeed({ ledger, projection, queries }, { after, projects, signal }),
        } as const;
      },
    }),
  ];
}
