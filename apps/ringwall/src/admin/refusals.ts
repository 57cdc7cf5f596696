import { STATUS_CODES } from 'node:http';
import {
  type Json,
  type Problem,
  parseBoundedJson,
  RingwallError,
  type Route,
  toProblem,
} from '@ringwall/core';
import type { FastifyInstance, FastifyReply, FastifyServerOptions } from 'fastify';
import { AppError, type AppErrorCode } from '../errors.ts';

/** The type of every refusal (RFC 9457). */
export const problemType = 'application/problem+json';

/** What a listener that does not get as far as a route answers: problem details too. */
export const earlyRefusals: Pick<FastifyServerOptions, 'clientErrorHandler' | 'frameworkErrors'> = {
  clientErrorHandler(error, socket) {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    // Whoever is gone already reads nothing.
    if (socket.writable) socket.write(rawAnswer(toProblem(ofConnection(error.code))));
    socket.destroy(error);
  },
  frameworkErrors(error, _request, reply) {
    const isTooLong = error.code === 'FST_ERR_MAX_PARAM_LENGTH';
    return refuse(
      reply,
      isTooLong
        ? new AppError('app/path-unknown', 'A part of the path is longer than any name.')
        : new AppError('app/request-invalid', 'The path is not well-formed.'),
    );
  },
};

/** Sends a refusal, whatever was thrown; gives what was sent. */
export function refuse(reply: FastifyReply, error: unknown): FastifyReply {
  const problem = toProblem(inOurWords(error));
  return reply
    .code(problem.status)
    .headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    .type(problemType)
    .send(problem);
}

/** Bodies are JSON, read by the bounded parser, and nothing else; none at all stands for no body. */
export function takeJsonOnly(app: FastifyInstance, maxBytes: number): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: unknown, body: Buffer) => {
      if (body.length === 0) return undefined;
      const value = parseBoundedJson(body, { maxBytes });
      // Half a character cannot be recorded, and whether something was changed by then nobody would know.
      if (isWellFormed(value)) return value;
      throw new AppError(
        'app/request-invalid',
        'A text in the body holds half a character (\\ud800 to \\udfff).',
      );
    },
  );
}

function isWellFormed(value: Json): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, member]) => name.isWellFormed() && isWellFormed(member));
}

/** `/api/keys/` is not the key without a name. */
export function refuseEmptyNames(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ params }) => {
    const given = typeof params === 'object' && params !== null ? Object.entries(params) : [];
    if (given.some(([name, value]) => name !== '*' && value === ''))
      throw new AppError('app/path-unknown', 'A part of the path is empty.');
  });
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** Says of every path that is served which methods it answers, where it is asked by another. */
export function refuseOtherMethods(app: FastifyInstance, routes: readonly Route[]): void {
  for (const [path, served] of Map.groupBy(routes, (route) => route.path)) {
    const known = served.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    const others = methods.filter((method) => !known.includes(method));
    app.route({
      ...{ method: others, url: path, config: { refused: true } },
      handler: (_request, reply) =>
        refuse(
          reply.header('allow', known.join(', ')),
          new AppError('app/method-unknown', `It answers ${known.join(', ')}.`),
        ),
    });
  }
}

/** Refusals of Fastify's own (a body too large, of another type) in our table's words; what is no refusal as it is. */
export function inOurWords(error: unknown): unknown {
  if (error instanceof RingwallError || !(error instanceof Error) || !('statusCode' in error)) return error;
  const status = error.statusCode;
  if (typeof status !== 'number' || status >= 500) return error;
  if (status === 413)
    return new AppError('app/request-too-large', 'The body is over the size that is taken.');
  if (status === 415)
    return new AppError('app/media-unsupported', 'The body is of a type that is not taken.');
  return new AppError('app/request-invalid', `The server could not read the request (${status}).`);
}

function ofConnection(code: string | undefined): AppError {
  const [known, detail] = connectionFaults.get(code ?? '') ?? malformed;
  return new AppError(known, detail);
}

const malformed: readonly [AppErrorCode, string] = ['app/request-invalid', 'It is not well-formed HTTP.'];
const connectionFaults: ReadonlyMap<string, readonly [AppErrorCode, string]> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', ['app/request-timeout', 'It did not come in whole in time.']],
  ['HPE_HEADER_OVERFLOW', ['app/headers-too-large', 'Its headers are over the size that is taken.']],
]);

/** For a connection on which nothing else can be said any more. */
function rawAnswer(problem: Problem): string {
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    `content-type: ${problemType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
