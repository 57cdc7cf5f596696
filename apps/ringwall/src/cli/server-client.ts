import { type IncomingMessage, request } from 'node:http';
import { decodeUtf8, type Json, parseBoundedJson, randomBytes } from '@ringwall/core';
import { dataDirectory } from '../config/file.ts';
import { AppError } from '../errors.ts';
import { socketPath } from '../server/socket-path.ts';
import type { CommonFlags } from './common-flags.ts';
import { ServerRefused } from './server-refused.ts';
import type { Terminal } from './terminal.ts';
import { untilAnswered } from './until-answered.ts';

export interface ServerClient {
  /**
   * `waitMs` is how long the server may be silent; 30,000 where absent.
   * @throws AppError app/not-running, app/server-refused; app/approval-required where it takes a second person
   */
  call(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
    options?: { readonly waitMs?: number },
  ): Promise<Json>;
}

/** Talks to the server of a data directory over its Unix socket: whoever may open the directory is let in. */
export function serverClient(flags: CommonFlags, terminal: Terminal): ServerClient {
  const directory = dataDirectory(flags, terminal.env, terminal.cwd);
  const path = socketPath(directory);
  return {
    async call(method, url, body, { waitMs = 30_000 } = {}) {
      const key = method === 'GET' ? undefined : Buffer.from(randomBytes(16)).toString('hex');
      const asked = { method, url, body, waitMs, key, approval: flags.approval };
      const { status, content } = await untilAnswered(() => exchange(path, asked)).catch((cause: unknown) => {
        throw new AppError('app/not-running', `Nothing answers for ${directory}.`, { cause });
      });
      const reply = parseBoundedJson(content, { maxBytes: 64 << 20 });
      if (status < 400) return reply;
      const detail =
        typeof reply === 'object' && reply !== null && 'detail' in reply ? reply.detail : undefined;
      if (codeIn(reply) === 'identity/approval-required')
        throw new AppError('app/approval-required', typeof detail === 'string' ? detail : 'It waits.');
      throw new ServerRefused(status, reply);
    },
  };
}

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  readonly waitMs: number;
  readonly approval: string | undefined;
  /** The same for all tries: what changes something is done once. */
  readonly key: string | undefined;
}

function codeIn(reply: Json): unknown {
  return typeof reply === 'object' && reply !== null && 'code' in reply ? reply.code : undefined;
}

function exchange(socket: string, { method, url: path, body, waitMs, key, approval }: Asked) {
  return new Promise<{ status: number; content: string }>((resolve, reject) => {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      ...(payload !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': `"${key}"` }),
      ...(approval !== undefined && { 'x-ringwall-approval': approval }),
    };
    const sent = request({ socketPath: socket, method, path, headers }, (response: IncomingMessage) => {
      const chunks: Uint8Array[] = [];
      response.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 500, content: decodeUtf8(Buffer.concat(chunks)) }),
      );
    });
    sent.on('error', reject);
    sent.setTimeout(waitMs, () => sent.destroy(new Error('The server does not answer.')));
    sent.end(payload);
  });
}
