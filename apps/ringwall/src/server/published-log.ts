import type { IncomingMessage } from 'node:http';
import { RingwallError, toProblem } from '@ringwall/core';
import { type Ledger, logResource } from '@ringwall/ledger';
import { AppError } from '../errors.ts';
import { listenHttp } from './listen.ts';
import { inTheClear, type ListenerProtocol } from './listener-protocol.ts';

const prefix = '/ledger/';
const maxConnections = 256;

export interface PublishedLog {
  /** The prefix of the log, for whoever reads it. */
  readonly url: string;
  readonly endpoints: readonly { readonly method: string; readonly path: string }[];
  close(): Promise<void>;
}

/**
 * Serves the log as C2SP tlog-tiles to whoever asks: `/ledger/checkpoint` and `/ledger/tile/...`, on a listener of
 * its own that knows no sessions and answers nothing else.
 * @throws AppError app/address-in-use
 */
export async function publishLog(
  ledger: Ledger,
  address: { readonly host: string; readonly port: number },
  options: {
    readonly protocol?: ListenerProtocol;
    readonly log: (message: string, fields: Readonly<Record<string, unknown>>) => void;
  },
): Promise<PublishedLog> {
  const { protocol = inTheClear, log } = options;
  const server = protocol.createServer(
    { requestTimeout: 10_000, headersTimeout: 10_000 },
    (request, response) => {
      find(ledger, request).then(
        ({ content, contentType, headers }) => {
          const length = Buffer.byteLength(content);
          response.writeHead(200, { ...headers, 'content-type': contentType, 'content-length': length });
          response.end(request.method === 'HEAD' ? undefined : content);
        },
        (error) => {
          const problem = toProblem(error);
          if (!(error instanceof RingwallError)) log('Unexpected', { error: String(error) });
          response.writeHead(problem.status, {
            'content-type': 'application/problem+json',
            'cache-control': 'no-store',
          });
          response.end(JSON.stringify(problem));
        },
      );
    },
  );
  server.maxConnections = maxConnections;
  const url = await listenHttp(server, address, protocol);
  return {
    url: `${url}${prefix}`,
    endpoints: ['GET', 'HEAD'].flatMap((method) =>
      ['checkpoint', 'tile/*'].map((path) => ({ method, path: `${prefix}${path}` })),
    ),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function find(ledger: Ledger, request: IncomingMessage) {
  const path = request.url ?? '';
  const readable = request.method === 'GET' || request.method === 'HEAD';
  const acceptEncoding = String(request.headers['accept-encoding'] ?? '');
  const found =
    readable && path.startsWith(prefix)
      ? await logResource(ledger, path.slice(prefix.length), { acceptEncoding, cache: 'public' })
      : undefined;
  if (found !== undefined) return found;
  throw new AppError('app/path-unknown', 'The log has no such checkpoint, tile or bundle.');
}
