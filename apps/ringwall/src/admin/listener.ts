import type { Access, Action, EventStream, Principal, RawReply, Resource, Route } from '@ringwall/core';
import { RingwallError, toProblem } from '@ringwall/core';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import { sendEventStream } from './event-stream.ts';

export interface AdminListenerOptions {
  readonly routes: readonly Route[];
  readonly authorize: (principal: Principal, action: Action, resource: Resource) => Access;
  /** Who sent this, or undefined. @throws AppError app/cross-site for a request that another page may have caused. */
  readonly principalOf: (request: FastifyRequest) => Principal | undefined;
  /** Fires at shutdown: ends event streams. */
  readonly closing: AbortSignal;
  readonly log: (message: string, fields: Readonly<Record<string, unknown>>) => void;
  /** Whatever is no API path: the console's files. */
  readonly otherwise?: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined;
}

/**
 * One listener of the admin API over the folded routes. Every route names its action; whoever is not allowed
 * that action on the route's resource is refused before the handler runs, and an unknown path is refused too.
 */
export function createAdminListener(options: AdminListenerOptions): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: 1 << 20,
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 256 },
    forceCloseConnections: true,
  });
  app.setErrorHandler((error, _request, reply) => {
    const problem = toProblem(fromFastify(error));
    if (problem.status === 500) options.log('Unexpected', { error: String(error) });
    return reply.code(problem.status).type('application/problem+json').send(problem);
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', reply.getHeader('cache-control') ?? 'no-store');
    reply.header('x-content-type-options', 'nosniff');
  });
  for (const route of options.routes) addRoute(app, route, options);
  app.setNotFoundHandler((request, reply) => {
    const sent = request.method === 'GET' ? options.otherwise?.(request, reply) : undefined;
    if (sent) return sent;
    const problem = toProblem(new AppError('app/path-unknown', 'This path is not served here.'));
    return reply.code(problem.status).type('application/problem+json').send(problem);
  });
  return app;
}

function addRoute(app: FastifyInstance, route: Route, options: AdminListenerOptions): void {
  app.route({
    method: route.method,
    url: route.path,
    handler: async (request, reply) => {
      const params = stringParams(request.params);
      const principal = admit(request, route, params, options);
      const signal = AbortSignal.any([options.closing, closed(reply)]);
      const answer = await route.handle({
        principal: principal ?? nobody,
        params,
        query: validated(route.query, request.query, 'query'),
        body: validated(route.body, request.body, 'body'),
        headers: request.headers,
        signal,
      });
      if (isEventStream(answer)) {
        // A session may end, or lose a right, long after its stream began.
        const check = () => void admit(request, route, params, options);
        return sendEventStream(reply, answer, { signal, check });
      }
      if (isRaw(answer)) {
        return reply
          .code(answer.status ?? 200)
          .headers(answer.headers ?? {})
          .type(answer.contentType)
          .send(answer.content);
      }
      return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer ?? {}));
    },
  });
}

/** Who calls what is public. */
const nobody: Principal = { kind: 'session', id: 'nobody', who: { type: 'user', id: 'nobody' } };

/** @throws AppError app/unauthenticated, app/forbidden, app/cross-site */
function admit(
  request: FastifyRequest,
  route: Route,
  params: Readonly<Record<string, string>>,
  options: AdminListenerOptions,
): Principal | undefined {
  const principal = options.principalOf(request);
  if (route.action === 'public') return principal;
  if (!principal) throw new AppError('app/unauthenticated', 'This needs a signed-in person.');
  const resource = route.resource?.(params) ?? { kind: 'server', id: 'ringwall' };
  const access = options.authorize(principal, route.action, resource);
  if (!access.allow) throw new AppError('app/forbidden', access.reason);
  return principal;
}

function validated(schema: Route['body'], value: unknown, what: string): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.join('.') || what;
  throw new AppError('app/request-invalid', `${place}: ${issue?.message ?? 'is not valid'}`);
}

function closed(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort());
  return controller.signal;
}

function stringParams(params: unknown): Record<string, string> {
  const entries = typeof params === 'object' && params !== null ? Object.entries(params) : [];
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}

function isEventStream(value: unknown): value is EventStream {
  return hasKind(value) && value.kind === 'event-stream';
}

function isRaw(value: unknown): value is RawReply {
  return hasKind(value) && value.kind === 'raw';
}

function hasKind(value: unknown): value is { readonly kind: unknown } {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

/** Fastify's own refusals (a body too large, JSON that does not parse) in our table's words. */
function fromFastify(error: unknown): unknown {
  if (error instanceof RingwallError || !(error instanceof Error) || !('statusCode' in error)) return error;
  const status = error.statusCode;
  if (typeof status !== 'number' || status >= 500) return error;
  return new AppError('app/request-invalid', `The server could not read the request (${status}).`);
}
