import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a page may send along, beside what the Fetch standard lets every page send. */
const requestHeaders = [
  'authorization',
  'x-api-key',
  'content-type',
  'anthropic-version',
  'x-ringwall-conversation',
  'x-ringwall-purpose',
  'x-ringwall-subject',
];

/** What of an answer a page may read. */
const answerHeaders = [
  'request-id',
  'retry-after',
  'x-request-id',
  'x-ringwall-verdict',
  ...['limit', 'remaining', 'reset'].flatMap((word) =>
    ['requests', 'tokens'].flatMap((metric) => [
      `x-ratelimit-${word}-${metric}`,
      `anthropic-ratelimit-${metric}-${word}`,
    ]),
  ),
];

/** How long a browser may remember that a page of the console is let in. */
const maxAgeSeconds = 600;

/**
 * Lets the pages of `isOwnOrigin` read what the gateway answers (Fetch standard, CORS protocol). They send a key of
 * their own: nothing is ever allowed with credentials that a browser adds by itself. A page of elsewhere gets no
 * header, so its browser keeps the answer from it and never sends what needs a preflight.
 * @returns true where the request was a preflight, which is answered then
 */
export function answerOrigin(
  request: IncomingMessage,
  response: ServerResponse,
  isOwnOrigin: (origin: string) => boolean,
): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return false;
  response.setHeader('vary', 'origin');
  if (!isOwnOrigin(origin)) return false;
  response.setHeader('access-control-allow-origin', origin);
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) {
    response.setHeader('access-control-expose-headers', answerHeaders.join(', '));
    return false;
  }
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': requestHeaders.join(', '),
    'access-control-max-age': String(maxAgeSeconds),
  });
  response.end();
  return true;
}
