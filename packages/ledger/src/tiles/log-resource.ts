import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { RawReply } from '@ringwall/core';
import type { Ledger } from '../ledger.ts';
import { parseTilePath } from './tile-path.ts';

const compress = promisify(gzip);

/** A year, which is what caches take for always. */
const forever = 'max-age=31536000, immutable';
/** A checkpoint is signed about once a second. */
const briefly = 'max-age=1';

/**
 * What C2SP tlog-tiles serves under the log's prefix: `checkpoint`, `tile/<L>/<N>[.p/<W>]` and
 * `tile/entries/<N>[.p/<W>]`; undefined for any other path and for tiles that the latest checkpoint's tree has not
 * got. Answered from the log itself, whatever is in files by now.
 * @throws LedgerError ledger/pruned, ledger/damaged
 */
export async function logResource(
  ledger: Pick<Ledger, 'latestCheckpoint' | 'tile' | 'bundle'>,
  path: string,
  options: {
    /** As the request has it. */
    readonly acceptEncoding: string;
    /** Whether a cache may give it to others than who asked. */
    readonly cache: 'public' | 'private';
  },
): Promise<RawReply | undefined> {
  if (path === 'checkpoint') {
    const content = ledger.latestCheckpoint().note;
    const headers = { 'cache-control': `${options.cache}, ${briefly}` };
    return { kind: 'raw', contentType: 'text/plain; charset=utf-8', content, headers };
  }
  const place = parseTilePath(path);
  if (place === undefined) return undefined;
  const { level, index, width } = place;
  const isBundle = level === 'entries';
  const bytes = isBundle ? await ledger.bundle(index, width) : await ledger.tile(level, index, width);
  if (bytes === undefined) return undefined;
  // Hashes do not compress.
  const zipped = isBundle && acceptsGzip(options.acceptEncoding);
  return {
    kind: 'raw',
    contentType: 'application/octet-stream',
    content: zipped ? await compress(bytes, { level: 1 }) : bytes,
    headers: {
      'cache-control': `${options.cache}, ${forever}`,
      ...(isBundle && { vary: 'accept-encoding' }),
      ...(zipped && { 'content-encoding': 'gzip' }),
    },
  };
}

function acceptsGzip(header: string): boolean {
  return header.split(',').some((item) => {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    const refused = parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
    return name === 'gzip' && !refused;
  });
}
