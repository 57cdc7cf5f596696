import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import { actorOf, type Clock, type Principal, toProblem } from '@ringwall/core';
import type { Guard } from '@ringwall/guard';
import { createDenials, type Denials, type Identity, peerCertificate } from '@ringwall/identity';
import type { Bodies, Ledger } from '@ringwall/ledger';
import { answerFromUpstream } from './answer.ts';
import type { Containments } from './containment/containments.ts';
import { RouteContained } from './containment/route-contained.ts';
import { defaultLimits, type GatewayContext, type GatewayLimits } from './context.ts';
import { anthropic } from './dialects/anthropic.ts';
import type { Dialect } from './dialects/dialect.ts';
import { openai } from './dialects/openai.ts';
import { GatewayError } from './errors.ts';
import { type Admitted, Exchange } from './exchange.ts';
import type { GapMarker } from './gaps/gap-marker.ts';
import { Gaps, type OpenGap } from './gaps/gaps.ts';
import { answerOrigin } from './http/cross-origin.ts';
import { type Answer, answerWith } from './http/reply.ts';
import { LimitRecords } from './metering/limit-records.ts';
import { notSent } from './metering/metered-request.ts';
import { Metering } from './metering/metering.ts';
import { OverLimit } from './metering/over-limit.ts';
import type { OwnPrice } from './metering/price-list.ts';
import { requestContext } from './request-context.ts';
import { type GatewayRoute, listModels, RouteForbidden } from './routing.ts';
import { Stall } from './stall.ts';
import { Unclosed } from './unclosed.ts';
import { ModelCatalogue } from './upstream/model-catalogue.ts';
import { type OpenPool, Pools } from './upstream/pools.ts';

export interface GatewayOptions {
  readonly identity: Identity;
  readonly guard: Guard;
  readonly ledger: Ledger;
  readonly bodies: Bodies;
  readonly routes: readonly GatewayRoute[];
  /** Which of them are out of service; none where absent. */
  readonly containments?: Pick<Containments, 'of'>;
  readonly clock: Clock;
  /** What recorded durations are taken with; `performance.now` where absent. */
  readonly stopwatch?: Clock;
  /** Shared with whoever else refuses, so that one flood has one bound. */
  readonly denials?: Denials;
  readonly limits?: Partial<GatewayLimits>;
  /** Prices that come before the shipped ones. */
  readonly prices?: readonly OwnPrice[];
  readonly log?: GatewayContext['log'];
  /** Makes the server that listens, as over TLS; plain HTTP where absent. */
  readonly createServer?: (options: ServerOptions, handler: RequestListener) => Server;
  /** Makes the connections to an upstream, as through a proxy; straight ones, with TLS 1.3, where absent. */
  readonly openPool?: OpenPool;
  /** Whether a page of this origin is the console's own, which may read the answers; none may where absent. */
  readonly isOwnOrigin?: (origin: string) => boolean;
  /** What routes need that go on without durable records. */
  readonly gaps?: {
    /** Records that may wait in memory; 10,000 by default. */
    readonly maxRecords?: number;
    readonly marker?: GapMarker;
    readonly onChange?: () => void;
  };
}

export interface Gateway {
  /** Not listening yet. */
  readonly server: Server;
  readonly routes: readonly GatewayRoute[];
  /** Every path that is answered, as `/v1/models/:model`. */
  readonly endpoints: readonly { readonly method: string; readonly path: string }[];
  /** Exchanges that have begun and not ended. */
  readonly inFlight: number;
  /** Routes that go on without durable records now, or did and have yet to say so on record. */
  readonly gaps: readonly OpenGap[];
  /** Takes no new work, lets what runs end for `graceMs`, then cuts it off; every outcome is recorded. */
  close(graceMs: number): Promise<void>;
}

const dialects: readonly Dialect[] = [openai, anthropic];
const modelsPath = '/v1/models';
const defaultMaxRecords = 10_000;
/** How long it may take to record and say that an exchange was cut off. */
const lastWordMs = 2_000;

/** The data plane: `node:http` in, undici out, nothing forwarded that was not understood. */
export function createGateway(options: GatewayOptions): Gateway {
  const { identity, guard, ledger, bodies, routes, clock } = options;
  const { containments = { of: () => undefined } } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const pools = new Pools(options.openPool);
  const unclosed = new Unclosed(ledger);
  const gaps = new Gaps({
    ...{ ledger, clock, deadlineMs: limits.recordDeadlineMs, maxRecords: defaultMaxRecords, ...options.gaps },
  });
  const catalogue = new ModelCatalogue(pools, clock);
  const log = options.log ?? (() => {});
  const context: GatewayContext = {
    ...{ identity, guard, ledger, bodies, routes, containments, pools, unclosed, gaps, clock, limits, log },
    metering: new Metering({ identity, clock, prices: options.prices ?? [] }),
    stall: new Stall(),
    stopwatch: options.stopwatch ?? performance,
    startedAtMs: clock.now(),
  };
  const { denials = createDenials({ ledger, clock }) } = options;
  const limitRecords = new LimitRecords(ledger, clock);
  const exchanges = new Set<Exchange>();
  const busy = new WeakSet<Socket>();
  const running = new Set<{ readonly response: ServerResponse; readonly done: Promise<void> }>();
  let draining = false;

  const server = (options.createServer ?? createServer)(
    {
      maxHeaderSize: 16 << 10,
      // Node refuses to be given more time for a part than for the whole.
      headersTimeout: Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs),
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: Math.min(5_000, limits.headersTimeoutMs),
      noDelay: true,
    },
    (request, response) => {
      const { socket } = request;
      // Answers that queue up behind another would hold memory for a client that reads none of them.
      if (busy.has(socket)) return void socket.destroy();
      busy.add(socket);
      const closed = once(response, 'close');
      const done = Promise.allSettled([serve(request, response), closed]).then(() => {
        busy.delete(socket);
        running.delete(entry);
      });
      const entry = { response, done };
      running.add(entry);
    },
  );
  server.maxConnections = limits.maxConnections;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (answerOrigin(request, response, options.isOwnOrigin ?? (() => false))) return;
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const dialect = dialects.find((known) => known.path === path) ?? dialectByHeader(request);
    try {
      if (draining) throw new GatewayError('gateway/draining', 'The server is shutting down.');
      const principal = await authenticate(request, path);
      if (path === dialect.path) {
        requireMethod(request, 'POST');
        const exchange = new Exchange(context, dialect, principal, response);
        exchanges.add(exchange);
        await complete(exchange, request).finally(() => {
          exchanges.delete(exchange);
          exchange.metered?.settle(notSent);
        });
      } else if (path === modelsPath || path.startsWith(`${modelsPath}/`)) {
        requireMethod(request, 'GET');
        await answerModels(request, { dialect, principal, rest: path.slice(modelsPath.length), response });
      } else {
        throw new GatewayError('gateway/path-unknown', 'This path is not served here.');
      }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) log('error', 'Unexpected', { error: String(error) });
      const problem = toProblem(error);
      const headers: Record<string, string> = {};
      if (problem.status === 405) headers.allow = path === dialect.path ? 'POST' : 'GET';
      const body = JSON.stringify(dialect.errorBody(problem, 'no request'));
      answer(response, { status: problem.status, body, headers });
    }
  }

  function answer(response: ServerResponse, given: Answer): void {
    answerWith(response, 'none', given, limits.clientStallMs);
  }

  async function authenticate(request: IncomingMessage, path: string): Promise<Principal> {
    const known = identity.authenticate({
      credential: credentialOf(request),
      address: request.socket.remoteAddress ?? '',
      certificate: peerCertificate(request.socket),
    });
    // An API key is known at once: no request with one waits a turn for it.
    const found = 'ok' in known ? known : await known;
    if (found.ok) return found.principal;
    denials.record({
      actor: { kind: 'anonymous', id: 'anonymous' },
      project: 'default',
      action: 'authenticate',
      resource: dialects.some((known) => known.path === path) ? path : 'other',
      reason: found.reason,
      address: request.socket.remoteAddress,
    });
    throw new GatewayError('gateway/unauthenticated', 'The request carries no valid Ringwall API key.');
  }

  async function complete(exchange: Exchange, request: IncomingMessage): Promise<void> {
    let admitted: Admitted;
    try {
      admitted = await exchange.admit(request);
    } catch (error) {
      if (error instanceof RouteForbidden) denied(exchange, error);
      if (error instanceof RouteContained) {
        contained(exchange, error);
        return;
      }
      if (error instanceof OverLimit) {
        overLimit(exchange, error);
        return;
      }
      const problem = toProblem(error);
      if (problem.status === 500)
        log('error', 'Unexpected', { request: exchange.request, error: String(error) });
      exchange.refuse(problem);
      return;
    }
    await answerFromUpstream(exchange, admitted, anthropicVersion(request));
  }

  function overLimit(exchange: Exchange, error: OverLimit): void {
    const { route, principal, response, dialect } = exchange;
    // Whoever left was not kept out.
    if (route && !response.destroyed) {
      const at = { actor: actorOf(principal), route: route.name, project: route.project };
      limitRecords.record(error.refusal, at);
    }
    exchange.refuse(toProblem(error), error.headers(dialect.protocol, clock.now()));
  }

  function contained(exchange: Exchange, error: RouteContained): void {
    const { route, project } = error.containment;
    denials.record({
      actor: actorOf(exchange.principal),
      ...{
        project,
        action: 'route.invoke',
        resource: route,
        reason: error.message,
        request: exchange.request,
      },
    });
    exchange.refuse(toProblem(error), error.headers());
  }

  function denied({ principal, request }: Exchange, error: RouteForbidden): void {
    denials.record({
      actor: actorOf(principal),
      project: principal.scope?.project ?? error.project,
      action: 'route.invoke',
      resource: error.route,
      reason: error.message,
      ...{ policies: error.policies, model: error.model, purpose: error.purpose },
      request,
    });
  }

  async function answerModels(
    request: IncomingMessage,
    asked: {
      readonly dialect: Dialect;
      readonly principal: Principal;
      readonly rest: string;
      readonly response: ServerResponse;
    },
  ): Promise<void> {
    const { dialect, principal, rest, response } = asked;
    const about = requestContext(request);
    const project = principal.scope?.project ?? 'default';
    const resource = { kind: 'project', id: project, project } as const;
    const access = identity.authorize(principal, 'model.list', resource, about);
    if (!access.allow) throw new GatewayError('gateway/forbidden', access.reason);
    const names = await listModels(routes, identity, principal, {
      protocol: dialect.protocol,
      context: about,
      // Of a route that is out of service nothing is sent anywhere, our credential least of all.
      upstreamModels: async ({ name, provider }) =>
        containments.of(name) === undefined ? catalogue.names(provider) : [],
    });
    if (rest === '') {
      answer(response, {
        status: 200,
        body: JSON.stringify(dialect.models(names, context.startedAtMs)),
      });
      return;
    }
    const name = names.find(
      (candidate) => encodeURIComponent(candidate) === rest.slice(1) || candidate === rest.slice(1),
    );
    if (name === undefined)
      throw new GatewayError('gateway/route-unknown', 'No route of this gateway serves that model.');
    answer(response, {
      status: 200,
      body: JSON.stringify(dialect.model(name, context.startedAtMs)),
    });
  }

  return {
    server,
    routes,
    endpoints: [
      ...dialects.map(({ path }) => ({ method: 'POST', path })),
      { method: 'GET', path: modelsPath },
      { method: 'GET', path: `${modelsPath}/:model` },
    ],
    get inFlight() {
      return running.size;
    },
    get gaps() {
      return gaps.open;
    },
    async close(graceMs) {
      draining = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const all = Promise.allSettled([...running].map((entry) => entry.done));
      await atMost(graceMs, all);
      for (const exchange of exchanges) exchange.cut();
      await atMost(lastWordMs, all);
      for (const entry of running) entry.response.destroy();
      await all;
      server.closeAllConnections();
      await closed;
      await pools.close();
      await unclosed.stop();
      await atMost(lastWordMs, gaps.close());
    },
  };
}

async function atMost(ms: number, what: Promise<unknown>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([what, late]);
  clearTimeout(timer);
}

/**
 * `Authorization: Bearer` or `x-api-key`, as the SDKs send them. What cannot be read, and two that differ, are nobody's
 * (an empty text): a client certificate that comes along does not stand in for them.
 */
function credentialOf({ headers }: IncomingMessage): string | undefined {
  const { authorization, 'x-api-key': apiKey } = headers;
  if (authorization === undefined) return apiKey === undefined || typeof apiKey === 'string' ? apiKey : '';
  const bearer = /^Bearer ([\x21-\x7e]{1,8192})$/i.exec(authorization)?.[1] ?? '';
  return apiKey === undefined || apiKey === bearer ? bearer : '';
}

/** Both services list their models at one path; only Anthropic's clients name a version of its API. */
function dialectByHeader(request: IncomingMessage): Dialect {
  return request.headers['anthropic-version'] === undefined ? openai : anthropic;
}

function anthropicVersion(request: IncomingMessage): string {
  const asked = request.headers['anthropic-version'];
  return typeof asked === 'string' && /^\d{4}-\d\d-\d\d$/.test(asked) ? asked : '2023-06-01';
}

function requireMethod(request: IncomingMessage, method: string): void {
  if (request.method !== method)
    throw new GatewayError('gateway/method-not-allowed', `This path takes ${method}.`);
}
