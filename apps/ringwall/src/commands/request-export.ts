import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { outputError, stdoutSink } from '../cli/byte-streams.ts';
import { serverDownload } from '../cli/server-download.ts';
import type { Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import { filterQuery, type RequestFilterFlags } from './request.ts';

type ExportFlags = RequestFilterFlags & { readonly format: string; readonly out?: string };

/** Writes requests as the server sends them, to a file that is not there yet or to stdout. */
export async function exportRequests(flags: ExportFlags, terminal: Terminal): Promise<number> {
  const query = filterQuery(flags);
  query.set('format', flags.json ? 'jsonl' : flags.format);
  query.set('limit', String(flags.limit));
  const content = await serverDownload(`/api/requests/export?${query}`, { flags, terminal });
  const target = flags.out === undefined || flags.out === '-' ? undefined : resolve(terminal.cwd, flags.out);
  const sink =
    target === undefined ? stdoutSink(terminal) : createWriteStream(target, { flags: 'wx', mode: 0o600 });
  try {
    await pipeline(content, sink);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new AppError('app/usage', `${target ?? ''} is there already.`, { cause: error });
    throw outputError(error);
  }
  return 0;
}
