import type { RequestListener, Server, ServerOptions } from 'node:http';
import { Readable } from 'node:stream';
import type { EventStream, PiecesReply, Principal, RawReply, Route } from '@ringwall/core';
import { toProblem } from '@ringwall/core';
import { ApprovalRequired, type Approvals, type Idempotency } from '@ringwall/identity';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import { type Admitted, type Authority, admitTo, type Refused } from './admission.ts';
import { sendEventStream } from './event-stream.ts';
import {
  earlyRefusals,
  inOurWords,
  refuse,
  refuseEmptyNames,
  refuseOtherMethods,
  takeJsonOnly,
} from './refusals.ts';
import { readAnswer, writeAnswer } from './written-answer.ts';

const requestTimeoutMs = 30_000;
const maxBodyBytes = 1 << 20;

export interface AdminListenerOptions {
  readonly routes: readonly Route[];
  readonly authority: Authority;
  /** Who sent this, or undefined. @throws AppError app/cross-site for a request that another page may have caused. */
  readonly principalOf: (request: FastifyRequest) => Principal | undefined | Promise<Principal | undefined>;
  /** Told of every call that somebody was not allowed. */
  readonly onRefused: (principal: Principal, refused: Refused) => void;
  /** What takes two persons. */
  readonly approvals: Pick<Approvals, 'takesTwo' | 'pass'>;
  /** Answers again what was asked for before under the same key. */
  readonly idempotency: Pick<Idempotency, 'once'>;
  /** Told of every method and path that is answered. */
  readonly onEndpoint: (endpoint: { readonly method: string; readonly path: string }) => void;
  /** Fires at shutdown: ends event streams. */
  readonly closing: AbortSignal;
  readonly log: (message: string, fields: Readonly<Record<string, unknown>>) => void;
  /** Makes the server that listens, as over TLS; plain HTTP where absent. */
  readonly createServer?: (options: ServerOptions, handler: RequestListener) => Server;
  /** Whatever is no API path: the console's files. */
  readonly otherwise?: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined;
}

/**
 * One listener of the admin API over the folded routes. Every route names its action; whoever is not allowed
 * that action on the route's resource is refused before the handler runs, and an unknown path is refused too.
 */
export function createAdminListener(options: AdminListenerOptions): FastifyInstance {
  const { createServer } = options;
  const app = Fastify({
    logger: false,
    bodyLimit: maxBodyBytes,
    ...earlyRefusals,
    requestTimeout: requestTimeoutMs,
    // A name that is not there is refused as one that is not ours, in our words and not in those of Node.
    http: { requireHostHeader: false },
    ...(createServer && {
      serverFactory: (handler: RequestListener) =>
        createServer({ requestTimeout: requestTimeoutMs, requireHostHeader: false }, handler),
    }),
    routerOptions: { maxParamLength: 256 },
    forceCloseConnections: true,
  });
  app.setErrorHandler((error, _request, reply) => {
    if (toProblem(inOurWords(error)).status === 500) options.log('Unexpected', { error: String(error) });
    if (error instanceof ApprovalRequired) reply.header(approvalHeader, error.approval);
    return refuse(reply, error);
  });
  takeJsonOnly(app, maxBodyBytes);
  refuseEmptyNames(app);
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', reply.getHeader('cache-control') ?? 'no-store');
    reply.header('x-content-type-options', 'nosniff');
  });
  app.addHook('onRoute', ({ method, url: path, config }) => {
    if (config !== undefined && 'refused' in config) return;
    for (const one of [method].flat()) options.onEndpoint({ method: one, path });
  });
  for (const route of options.routes) addRoute(app, route, options);
  refuseOtherMethods(app, options.routes);
  app.setNotFoundHandler((request, reply) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const sent = isRead ? options.otherwise?.(request, reply) : undefined;
    return sent ?? refuse(reply, new AppError('app/path-unknown', 'This path is not served here.'));
  });
  return app;
}

function addRoute(app: FastifyInstance, route: Route, options: AdminListenerOptions): void {
  app.route({
    method: route.method,
    url: route.path,
    handler: async (request, reply) => {
      const principal = await options.principalOf(request);
      const { action } = route;
      if (principal === undefined && action !== 'public')
        throw new AppError('app/unauthenticated', 'This needs a signed-in person.');
      const asked = {
        params: stringParams(request.params),
        query: validated(route.query, request.query, 'query'),
        body: validated(route.body, request.body, 'body'),
      };
      const address = request.socket.remoteAddress ?? '';
      const admitted =
        principal === undefined || action === 'public'
          ? everybody
          : await admitTo({ ...route, action }, asked, {
              authority: options.authority,
              principal,
              context: { address },
              onRefused: (refused) => options.onRefused(principal, refused),
            });
      const signal = AbortSignal.any([options.closing, closed(reply)]);
      const { projects } = admitted;
      const { headers } = request;
      const given = { ...asked, principal: principal ?? nobody, projects, address, headers, signal };
      const perform = async () => {
        if (principal !== undefined) await passTwo(request, route, { principal, admitted, options });
        return route.handle(given);
      };
      const isOnce = action !== 'public' && route.method !== 'GET' && !route.looks;
      const named = isOnce ? request.headers['idempotency-key'] : undefined;
      const answer =
        named === undefined || principal === undefined
          ? await perform()
          : await once(named, { request, reply, principal, perform, options });
      if (isEventStream(answer)) {
        // A caller may be let in no more, or to less, long after the stream began.
        return sendEventStream(reply, answer, { signal, mayListen: () => admitted.holds() });
      }
      if (isRaw(answer)) {
        return reply
          .code(answer.status ?? 200)
          .headers(answer.headers ?? {})
          .type(answer.contentType)
          .send(answer.content);
      }
      if (isPieces(answer)) {
        return reply
          .headers(answer.headers ?? {})
          .type(answer.contentType)
          .send(piecewise(answer.pieces, admitted.holds));
      }
      return reply.type(json).send(JSON.stringify(answer ?? {}));
    },
  });
}

const json = 'application/json; charset=utf-8';

/** The answer to a request that names itself: what was answered before, where it was. @throws IdentityError */
async function once(
  key: string | readonly string[],
  given: {
    readonly request: FastifyRequest;
    readonly reply: FastifyReply;
    readonly principal: Principal;
    readonly perform: () => Promise<unknown>;
    readonly options: AdminListenerOptions;
  },
): Promise<RawReply> {
  const { request, reply, principal, perform, options } = given;
  const { method, url, body } = request;
  const { answer, replayed } = await options.idempotency.once(
    { principal, key, method, url, body },
    async () => {
      const made = await perform();
      const content = JSON.stringify(made ?? {});
      return writeAnswer(isRaw(made) ? made : { kind: 'raw', contentType: json, content });
    },
  );
  if (replayed) reply.header('idempotency-replayed', 'true');
  return readAnswer(answer);
}

/** Names the approval that a request was let through with; answers name the one that is to be decided on. */
const approvalHeader = 'x-ringwall-approval';

/** Where an action takes two persons, the second one's approval of exactly this request. @throws IdentityError */
async function passTwo(
  request: FastifyRequest,
  { method, action, personal = [] }: Route,
  given: {
    readonly principal: Principal;
    readonly admitted: Admitted;
    readonly options: AdminListenerOptions;
  },
): Promise<void> {
  const { principal, admitted, options } = given;
  if (method === 'GET' || action === 'public' || !options.approvals.takesTwo(action)) return;
  const approval = request.headers[approvalHeader];
  const { resource = { kind: 'server', id: 'unknown' } } = admitted;
  await options.approvals.pass(
    {
      ...{ action, method, resource, personal },
      path: request.url.split('?', 1)[0] ?? '',
      query: request.query,
      body: request.body,
    },
    { principal, ...(typeof approval === 'string' && { approval }) },
  );
}

/** Who calls what is public. */
const nobody: Principal = { kind: 'session', id: 'nobody', who: { type: 'user', id: 'nobody' } };
const everybody: Admitted = { projects: [], resource: undefined, holds: () => true };

/** What was sent, once it fits: whoever handles it reads it by the schema, and a schema may not fit what it made. */
function validated(schema: Route['body'], value: unknown, what: string): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return value ?? {};
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

function isPieces(value: unknown): value is PiecesReply {
  return hasKind(value) && value.kind === 'pieces';
}

/** What comes in pieces, until the caller may have no more of it: then it is cut off, and not ended. */
function piecewise(pieces: AsyncIterable<string>, mayHave: () => boolean): Readable {
  const checked = async function* () {
    for await (const piece of pieces) {
      if (!mayHave()) throw new AppError('app/unauthenticated', 'The right to this was taken away.');
      yield Buffer.from(piece, 'utf8');
    }
  };
  return Readable.from(checked(), { objectMode: false });
}

function hasKind(value: unknown): value is { readonly kind: unknown } {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
