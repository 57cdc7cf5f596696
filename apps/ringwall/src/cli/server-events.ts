import { type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import { dataDirectory } from '../config/file.ts';
import { AppError } from '../errors.ts';
import { socketPath } from '../server/socket-path.ts';
import type { CommonFlags } from './common-flags.ts';
import type { Terminal } from './terminal.ts';

export interface ServerEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/**
 * Server-sent events of the server of a data directory, over its Unix socket, until it ends them or the signal fires.
 * @throws AppError app/not-running where nothing answers, app/server-refused
 */
export async function* serverEvents(
  { flags, terminal }: { readonly flags: CommonFlags; readonly terminal: Terminal },
  {
    path,
    lastId,
    signal,
  }: { readonly path: string; readonly lastId?: string | undefined; readonly signal: AbortSignal },
): AsyncGenerator<ServerEvent> {
  const directory = dataDirectory(flags, terminal.env, terminal.cwd);
  const response = await open({ socket: socketPath(directory), path, lastId, signal }).catch(
    (cause: unknown) => {
      throw new AppError('app/not-running', `Nothing answers for ${directory}.`, { cause });
    },
  );
  if (response.statusCode !== 200) {
    response.destroy();
    throw new AppError('app/server-refused', `The server answered ${response.statusCode ?? 'nothing'}.`);
  }
  let id = '';
  let event = '';
  let data = '';
  try {
    for await (const line of createInterface({ input: response, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line.startsWith('id: ')) id = line.slice(4);
      else if (line.startsWith('event: ')) event = line.slice(7);
      else if (line.startsWith('data: ')) data = line.slice(6);
      else if (line === '' && event !== '') {
        yield { id, event, data };
        event = '';
      }
    }
  } catch (error) {
    // The server went away, or we did.
    if (!(error instanceof Error) || !('code' in error)) throw error;
  } finally {
    response.destroy();
  }
}

function open(asked: {
  readonly socket: string;
  readonly path: string;
  readonly lastId: string | undefined;
  readonly signal: AbortSignal;
}): Promise<IncomingMessage> {
  const { socket, path, lastId, signal } = asked;
  return new Promise((resolve, reject) => {
    const headers = lastId === undefined ? {} : { 'last-event-id': lastId };
    const sent = request({ socketPath: socket, path, headers, signal }, resolve);
    sent.on('error', reject);
    sent.end();
  });
}
