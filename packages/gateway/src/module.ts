import {
  type Asked,
  actorOf,
  type Clock,
  decodeEvent,
  type Module,
  newEvent,
  type Resource,
  type Route,
  type RouteRequest,
} from '@ringwall/core';
import type { Identity } from '@ringwall/identity';
import type { Bodies, Ledger, Projection } from '@ringwall/ledger';
import type { Store } from '@ringwall/store';
import { z } from 'zod';
import { gatewayErrors } from './errors.ts';
import { usageRoute } from './metering/usage-route.ts';
import { TrafficError, trafficErrors } from './traffic/errors.ts';
import { trafficFeed } from './traffic/feed.ts';
import { hourMs } from './traffic/hour.ts';
import { isType, type RequestRow, TrafficQueries } from './traffic/queries.ts';
import { trafficMigrations } from './traffic/tables.ts';

interface Services {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly projection: Projection;
  readonly identity: Identity;
  readonly bodies: Bodies;
  readonly clock: Clock;
}

const word = z.string().min(1).max(256).optional();
const pageQuery = z.strictObject({
  decision: word,
  state: word,
  route: word,
  key: word,
  protocol: word,
  rule: word,
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  before: z.coerce.number().int().nonnegative().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
const overviewQuery = z.strictObject({ hours: z.coerce.number().int().min(1).max(168).default(24) });
const openBody = z.strictObject({ reason: z.string().trim().min(3).max(200) });

/** Traffic as the console and the command line see it. */
export const gatewayModule: Module<Services> = {
  name: 'gateway',
  migrations: trafficMigrations,
  errors: { ...gatewayErrors, ...trafficErrors },
  routes(services) {
    const { store, identity, ledger, projection, clock } = services;
    const keyNames = () => new Map(identity.keys.list().map((key) => [key.id, key.name]));
    const queries = new TrafficQueries(store.db, keyNames);
    const caughtUp = async () => {
      if (ledger.size > 0) await projection.reached(ledger.size - 1);
    };
    const requestOf = async ({ params: { request = '' } }: Asked): Promise<Resource | undefined> => {
      await caughtUp();
      const row = await queries.one(request);
      return row && { kind: 'request', id: request, project: row.project };
    };
    return [
      usageRoute(services),
      {
        method: 'GET',
        path: '/api/requests',
        summary: 'Requests, newest first',
        action: 'traffic.read',
        listed: true,
        query: pageQuery,
        async handle({ query, projects }) {
          await caughtUp();
          return queries.page({ ...pageQuery.parse(query), projects });
        },
      },
      {
        method: 'GET',
        path: '/api/requests/:request',
        summary: 'One request with its records',
        action: 'traffic.read',
        resource: requestOf,
        async handle({ params }) {
          return detail(services, queries, params.request ?? '');
        },
      },
      {
        method: 'POST',
        path: '/api/requests/:request/open',
        summary: 'Open the sealed bodies of a request; recorded',
        action: 'body.open',
        body: openBody,
        resource: requestOf,
        handle: (request) => openBodies(services, queries, request),
      },
      {
        method: 'GET',
        path: '/api/overview',
        summary: 'Counts over a time window',
        action: 'traffic.read',
        listed: true,
        query: overviewQuery,
        async handle({ query, projects }) {
          await caughtUp();
          const { hours } = overviewQuery.parse(query);
          const windowMs = hours * hourMs;
          // A day and more in whole hours, which are summed up as they are recorded.
          const bucketMs = hours < 24 ? windowMs / 48 : Math.ceil(hours / 48) * hourMs;
          // Whole buckets, so that a bar does not change its height while it wanders across the chart.
          const to = (Math.floor(clock.now() / bucketMs) + 1) * bucketMs;
          return queries.overview({ fromMs: to - windowMs, toMs: to, bucketMs, projects });
        },
      },
      {
        method: 'GET',
        path: '/api/events',
        summary: 'Live requests as server-sent events',
        action: 'traffic.read',
        listed: true,
        handle({ headers, projects, signal }) {
          const last = headers['last-event-id'];
          const asked = typeof last === 'string' && /^\d{1,15}$/.test(last) ? Number(last) : ledger.size - 1;
          // A log that was put back is shorter than what a console remembers of it.
          const after = Math.min(asked, ledger.size - 1);
          return {
            kind: 'event-stream',
            events: trafficFeed({ ledger, projection, queries }, { after, projects, signal }),
          };
        },
      },
    ] satisfies readonly Route[];
  },
};

async function detail(services: Services, queries: TrafficQueries, id: string) {
  const row = await queries.one(id);
  if (row === undefined)
    throw new TrafficError('traffic/request-unknown', 'No request with this id is recorded.');
  const intent = await read(services.ledger, row.intent);
  const outcome = row.outcome === undefined ? undefined : await read(services.ledger, row.outcome);
  return { row, intent, ...(outcome && { outcome }) };
}

async function read(ledger: Ledger, index: number) {
  return decodeEvent((await ledger.read(index)).leaf);
}

async function openBodies(services: Services, queries: TrafficQueries, request: RouteRequest) {
  const { ledger, bodies, clock } = services;
  const { reason } = openBody.parse(request.body);
  // Nothing was opened then, and nothing is to be recorded.
  await bodies.refuseLocked();
  const { row, intent, outcome } = await detail(services, queries, request.params.request ?? '');
  const refs = [
    { name: 'prompt', ref: isType(intent, 'llm.intent') ? intent.data.body : undefined },
    { name: 'completion', ref: outcome && isType(outcome, 'llm.outcome') ? outcome.data.body : undefined },
  ];
  // Recorded before anything is opened: who looked cannot be lost between looking and writing.
  await ledger.append(
    newEvent('body.opened', {
      time: clock.now(),
      project: row.project,
      actor: actorOf(request.principal),
      data: { request: row.request, reason, blobs: refs.flatMap(({ ref }) => (ref?.blob ? [ref.blob] : [])) },
    }),
  );
  const opened: Record<string, string> = {};
  const missing: string[] = [];
  for (const { name, ref } of refs) {
    const bytes = ref?.blob === undefined ? undefined : await bodies.open(ref, row.project);
    if (bytes) opened[name] = Buffer.from(bytes).toString('utf8');
    else missing.push(whyMissing(name, row, ref?.blob));
  }
  return { ...opened, missing };
}

function whyMissing(name: string, row: RequestRow, blob: string | undefined): string {
  if (blob !== undefined)
    return `The ${name} was kept and is gone: its key or its sealed file no longer exists.`;
  if (name === 'completion' && row.state !== 'completed')
    return 'There is no completion: nothing was answered to the client.';
  return `The route ${row.route} does not keep bodies.`;
}
