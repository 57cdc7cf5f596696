import { type Clock, type Detector, decodeEvent, isAmong, type Route, route } from '@ringwall/core';
import type { Guard } from '@ringwall/guard';
import type { Identity } from '@ringwall/identity';
import type { Ledger, Projection } from '@ringwall/ledger';
import type { Store } from '@ringwall/store';
import { z } from 'zod';
import type { GatewayRoute } from '../routing.ts';
import { hourMs } from '../traffic/hour.ts';
import type { TrafficTables } from '../traffic/tables.ts';
import { firstSteps, firstStepsReply } from './first-steps.ts';
import { type OverviewWindow, overviewReply, type WindowCounts } from './overview.ts';
import { overviewOfHours } from './overview-of-hours.ts';
import { overviewOfRequests } from './overview-of-requests.ts';
import { postureOf, postureReply, seenThreats } from './posture.ts';
import { barWindow, windowQuery } from './time-window.ts';

interface Parts {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly projection: Projection;
  readonly identity: Identity;
  readonly guard: Pick<Guard, 'profiles'>;
  readonly clock: Clock;
}

/** Counts over time, what stands against the threats, and how far somebody new has come. */
export function overviewRoutes(
  parts: Parts,
  server: { readonly routes: readonly GatewayRoute[]; readonly detectors: readonly Detector[] },
): readonly Route[] {
  const { ledger, projection, identity, guard, clock } = parts;
  const db = parts.store.db.withTables<TrafficTables>();
  const caughtUp = async () => {
    if (ledger.size > 0) await projection.reached(ledger.size - 1);
  };
  const counts = (window: OverviewWindow): Promise<WindowCounts> => {
    const inHours = [window.fromMs, window.toMs, window.bucketMs].every((ms) => ms % hourMs === 0);
    const names = new Map(identity.keys.list().map(({ id, name }) => [id, name]));
    return (inHours ? overviewOfHours : overviewOfRequests)(db, names, window);
  };
  return [
    route({
      ...{ method: 'GET', path: '/api/overview', operation: 'getOverview' },
      summary:
        'Requests, tokens and cost over a time window, who and what is most in it, and the totals before.',
      action: 'traffic.read',
      listed: true,
      query: windowQuery,
      reply: overviewReply,
      async handle({ query, projects }) {
        await caughtUp();
        const window = { ...barWindow(query, clock.now()), projects };
        const lengthMs = window.toMs - window.fromMs;
        const earlier = { ...window, fromMs: window.fromMs - lengthMs, toMs: window.fromMs };
        const [now, { totals: before }, first] = await Promise.all([
          counts(window),
          counts(earlier),
          ledger.size > 0 ? ledger.read(0) : undefined,
        ]);
        return { ...now, before, ...(first && { since: decodeEvent(first.leaf).time }) };
      },
    }),
    route({
      ...{ method: 'GET', path: '/api/posture', operation: 'getPosture' },
      summary: 'What stands against each threat on which routes, and what came of it in a time window.',
      action: 'traffic.read',
      listed: true,
      query: windowQuery,
      reply: postureReply,
      async handle({ query, projects }) {
        await caughtUp();
        const { fromMs, toMs } = barWindow(query, clock.now());
        const routes = server.routes.filter(({ project }) => isAmong(projects, project));
        const seen = await seenThreats(db, server.detectors, { fromMs, toMs, projects });
        return {
          ...{ from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() },
          threats: postureOf({ ...server, routes, profiles: guard.profiles }, seen),
        };
      },
    }),
    route({
      ...{ method: 'GET', path: '/api/first-steps', operation: 'getFirstSteps' },
      summary: 'How far somebody new has come, by what is on record.',
      action: 'traffic.read',
      listed: true,
      query: z.strictObject({}),
      reply: firstStepsReply,
      async handle({ projects }) {
        await caughtUp();
        const routes = server.routes.filter(({ project }) => isAmong(projects, project));
        return firstSteps(db, routes, projects);
      },
    }),
  ];
}
