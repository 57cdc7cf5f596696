import { isAmong, type Route, route } from '@ringwall/core';
import type { GatewayRoute, OpenGap } from '@ringwall/gateway';
import type { Ledger } from '@ringwall/ledger';
import { z } from 'zod';
import { version } from '../version.ts';
import type { Alarm } from './alarms.ts';
import type { DemoData } from './demo-data.ts';
import type { Risk } from './risks.ts';
import type { Services } from './services.ts';
import {
  type GapSummary,
  type RouteSummary,
  readiness,
  type StatusReply,
  statusReply,
} from './status-reply.ts';

/** Health for machines, status for people. */
export function statusRoutes(
  services: Services,
  server: {
    readonly startedAt: string;
    /** The log holds made-up traffic. */
    readonly demoData: DemoData | undefined;
    /** As whoever came with this Host header can reach them. */
    readonly urls: (host: string | undefined) => { readonly gateway: string; readonly console: string };
    readonly routes: readonly GatewayRoute[];
    readonly keys: () => StatusReply['keys'];
    /** A disk that takes longer is not ready. */
    readonly answersWithinMs: number;
    readonly gaps: () => readonly OpenGap[];
    readonly alarms: () => readonly Alarm[];
    readonly risks: readonly Risk[];
  },
): readonly Route[] {
  const { ledger, projection, witnessing } = services;
  return [
    route({
      ...{ method: 'GET', path: '/healthz', operation: 'getHealth' },
      summary: 'Whether the process lives.',
      action: 'public',
      reply: z.object({ status: z.literal('ok') }),
      handle: () => ({ status: 'ok' }) as const,
    }),
    route({
      ...{ method: 'GET', path: '/readyz', operation: 'getReadiness' },
      summary: 'Whether a request that comes now can be recorded.',
      action: 'public',
      reply: readiness,
      statuses: [503],
      handle: () => {
        const reply = readinessOf(ledger, server.answersWithinMs);
        const status = reply.status === 'ready' ? 200 : 503;
        const content = JSON.stringify(reply);
        return { kind: 'raw', status, contentType: 'application/json', content } as const;
      },
    }),
    route({
      ...{ method: 'GET', path: '/api/status', operation: 'getStatus' },
      summary: 'What runs here, how it stands, and what is wrong.',
      action: 'status.read',
      listed: true,
      reply: statusReply,
      handle: ({ projects, headers, address }) => {
        const { host } = headers;
        // Nobody names a host on the Unix socket.
        const urls = server.urls(address !== '' && typeof host === 'string' ? host : undefined);
        const routes = server.routes.filter(({ project }) => isAmong(projects, project));
        const others = server.routes.filter((route) => !routes.includes(route)).map(({ name }) => name);
        return {
          version,
          startedAt: server.startedAt,
          gateway: { url: urls.gateway },
          console: { url: urls.console },
          ledger: {
            origin: ledger.origin,
            size: ledger.size,
            checkpointSize: ledger.latestCheckpoint().size,
            verifierKey: ledger.verifierKey,
            state: ledger.state,
            setAsideBytes: ledger.setAsideBytes,
            ...(ledger.space && { disk: ledger.space }),
          },
          witnessing: witnessing.state(),
          keys: server.keys(),
          projection: { position: projection.position, state: projection.state, lag: projection.lag },
          routes: routes.map(summary),
          gaps: server
            .gaps()
            .filter(({ route }) => !others.includes(route))
            .map(gapSummary),
          alarms: server.alarms().filter(({ id }) => !others.some((route) => isAbout(id, route))),
          // They speak of the configuration, with the names of routes.
          risks: others.length === 0 ? server.risks : [],
          demo: routes.some((route) => route.provider.demo === true),
          ...(server.demoData && { demoData: server.demoData }),
        };
      },
    }),
  ];
}

/** Whether a request that comes now can be recorded, and what keeps it from that. */
export function readinessOf(
  ledger: Pick<Ledger, 'state' | 'space' | 'unansweredMs' | 'overload'>,
  answersWithinMs: number,
) {
  const hangs = ledger.unansweredMs > answersWithinMs;
  const disk = ledger.space?.low ? 'low' : hangs ? 'hangs' : 'ok';
  // Of tables or tiles, which follow the log.
  const backlog = ledger.overload === undefined ? 'ok' : 'too-long';
  const isReady = ledger.state === 'open' && disk === 'ok' && backlog === 'ok';
  return { status: isReady ? 'ready' : 'not-ready', ledger: ledger.state, disk, backlog };
}

function isAbout(alarm: string, route: string): boolean {
  return alarm === `gap:${route}` || alarm === `contained:${route}`;
}

function gapSummary({ route, fromMs, cause, requests, waiting, lost, bodiesNotKept }: OpenGap): GapSummary {
  const since = new Date(fromMs).toISOString();
  return { route, since, cause, requests, waiting, lost: lost - waiting, bodiesNotKept };
}

function summary(route: GatewayRoute): RouteSummary {
  const { name, protocol, provider, models, profile, strict, keepBodies } = route;
  return {
    name,
    protocol,
    provider: provider.id,
    models,
    profile,
    strict,
    keepBodies,
    demo: provider.demo === true,
  };
}
