import { type RawReply, type Route, type RouteRequest, route } from '@ringwall/core';
import { LedgerError } from '../errors.ts';
import type { Ledger } from '../ledger.ts';
import { logResource } from './log-resource.ts';

/** The log as tiles, for whoever may read the ledger in every project: bundles hold the entries of all. */
export function tileRoutes(ledger: Ledger): readonly Route[] {
  const serve = async ({ headers }: Pick<RouteRequest, 'headers'>, path: string): Promise<RawReply> => {
    const acceptEncoding = String(headers['accept-encoding'] ?? '');
    const found = await logResource(ledger, path, { acceptEncoding, cache: 'private' });
    if (found !== undefined) return found;
    throw new LedgerError('ledger/not-found', 'The tree of the latest checkpoint has no such tile.');
  };
  return [
    route({
      ...{ method: 'GET', path: '/ledger/checkpoint', operation: 'getTlogCheckpoint' },
      summary: 'The latest signed checkpoint, as C2SP tlog-tiles serves it.',
      action: 'ledger.read',
      reply: { contentType: 'text/plain' },
      handle: (request) => serve(request, 'checkpoint'),
    }),
    route({
      ...{ method: 'GET', path: '/ledger/tile/*', operation: 'getTlogTile' },
      summary: 'Tiles and entry bundles of the log (C2SP tlog-tiles).',
      action: 'ledger.read',
      reply: { contentType: 'application/octet-stream' },
      handle: (request) => serve(request, `tile/${request.params['*'] ?? ''}`),
    }),
  ];
}
