import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Clock, systemClock } from '@ringwall/core';
import {
  answerWitnessRequest,
  maxWitnessRequestBytes,
  nodeFiles,
  openWitness,
  openWitnessKeys,
  type Witness,
  type WitnessReply,
} from '@ringwall/ledger';
import { isLoopbackName } from '../config/loopback.ts';
import { AppError } from '../errors.ts';
import { listenHttp } from '../server/listen.ts';
import { lockDirectory } from './directory-lock.ts';

export interface WitnessServer {
  readonly url: string;
  readonly witness: Witness;
  close(): Promise<void>;
}

export interface WitnessServerOptions {
  readonly directory: string;
  readonly name?: string;
  /** Verifier keys of the logs to watch. */
  readonly logs: readonly string[];
  readonly host: string;
  readonly port: number;
  readonly clock?: Clock;
  /** Told of logs that contradict what was cosigned, and of disks that fail. */
  readonly log: (level: 'error', message: string, fields: Readonly<Record<string, unknown>>) => void;
}

const maxConnections = 256;
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 20_000;
/** After this a client that goes on sending does not hold up the end any more. */
const closeWithinMs = 2000;

/**
 * Opens a witness in its own directory and serves it, sharing nothing with the server whose log it watches.
 * @throws AppError app/not-loopback, app/address-in-use; StoreError store/in-use; LedgerError
 */
export async function startWitnessServer(options: WitnessServerOptions): Promise<WitnessServer> {
  const { directory, name, logs, host, port, clock = systemClock } = options;
  if (!isLoopbackName(host)) throw new AppError('app/not-loopback', `${host} is not a loopback address.`);
  const undo = new AsyncDisposableStack();
  try {
    await nodeFiles.makeDirectory(directory);
    const lock = lockDirectory(directory);
    undo.defer(() => lock.release());
    const keys = await openWitnessKeys(nodeFiles, directory, { ...(name !== undefined && { name }) });
    const witness = await openWitness({
      ...{ directory, keys, logs, clock },
      refused: (about) => options.log('error', 'A log contradicts what was cosigned', about),
    });
    undo.defer(() => witness.close());
    const server = createServer(
      { headersTimeout: headersTimeoutMs, requestTimeout: requestTimeoutMs },
      (request, response) => {
        handle(witness, request, response, options.log).catch(() => response.destroy());
      },
    );
    server.maxConnections = maxConnections;
    const url = await listenHttp(server, { host, port });
    undo.defer(async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), closeWithinMs);
      await closed;
      clearTimeout(cut);
    });
    const disposables = undo.move();
    return { url, witness, close: () => disposables.disposeAsync() };
  } catch (error) {
    await undo.disposeAsync();
    throw error;
  }
}

async function handle(
  witness: Witness,
  request: IncomingMessage,
  response: ServerResponse,
  log: WitnessServerOptions['log'],
): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  const body = await readBody(request);
  const reply =
    body === undefined
      ? plain(413, `the request is over ${maxWitnessRequestBytes} bytes`)
      : await answerWitnessRequest(witness, { method, url, body }).catch((error: unknown) => {
          log('error', 'The witness could not write', { reason: String(error) });
          return plain(500, 'the witness cannot write to its disk');
        });
  response.writeHead(reply.status, {
    'content-type': reply.contentType,
    'content-length': Buffer.byteLength(reply.body),
    'cache-control': 'no-store',
    // What was not read to its end would be taken for the next request.
    ...(body === undefined && { connection: 'close' }),
  });
  response.end(reply.body);
}

/** The whole body, or undefined when it is longer than any request. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) return undefined;
    length += chunk.length;
    if (length > maxWitnessRequestBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

function plain(status: number, reason: string): WitnessReply {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${reason}\n` };
}
