import { type IncomingMessage, request } from 'node:http';
import { decodeUtf8, parseBoundedJson } from '@ringwall/core';
import { dataDirectory } from '../config/file.ts';
import { AppError } from '../errors.ts';
import { socketPath } from '../server/socket-path.ts';
import type { CommonFlags } from './common-flags.ts';
import { ServerRefused } from './server-refused.ts';
import type { Terminal } from './terminal.ts';

const maxProblemBytes = 1 << 20;

/**
 * What the server answers to a GET, as it comes, however long it is.
 * @throws AppError app/not-running, app/server-refused
 */
export async function serverDownload(
  path: string,
  { flags, terminal }: { readonly flags: CommonFlags; readonly terminal: Terminal },
): Promise<IncomingMessage> {
  const directory = dataDirectory(flags, terminal.env, terminal.cwd);
  const response = await ask(socketPath(directory), path).catch((cause: unknown) => {
    throw new AppError('app/not-running', `Nothing answers for ${directory}.`, { cause });
  });
  const status = response.statusCode ?? 500;
  if (status < 400) return response;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxProblemBytes) break;
  }
  const content = decodeUtf8(Buffer.concat(chunks));
  throw new ServerRefused(status, parseBoundedJson(content, { maxBytes: maxProblemBytes }));
}

function ask(socket: string, path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath: socket, path }, resolve);
    sent.on('error', reject);
    sent.end();
  });
}
