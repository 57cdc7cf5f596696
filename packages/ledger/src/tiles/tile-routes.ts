import type { RawReply, Route, RouteRequest } from '@ringwall/core';
import { LedgerError } from '../errors.ts';
import type { Ledger } from '../ledger.ts';
import { logResource } from './log-resource.ts';

/** The log as tiles, for whoever may read the ledger in every project: bundles hold the entries of all. */
export function tileRoutes(ledger: Ledger): readonly Route[] {
  const serve = async ({ headers }: RouteRequest, path: string): Promise<RawReply> => {
    const acceptEncoding = String(headers['accept-encoding'] ?? '');
    const found = await logResource(ledger, path, { acceptEncoding, cache: 'private' });
    if (found !== undefined) return found;
    throw new LedgerError('ledger/not-found', 'The tree of the latest checkpoint has no such tile.');
  };
  return [
    {
      method: 'GET',
      path: '/ledger/checkpoint',
      summary: 'The latest signed checkpoint, as C2SP tlog-tiles serves it',
      action: 'ledger.read',
      handle: (request) => serve(request, 'checkpoint'),
    },
    {
      method: 'GET',
      path: '/ledger/tile/*',
      summary: 'Tiles and entry bundles of the log (C2SP tlog-tiles)',
      action: 'ledger.read',
      handle: (request) => serve(request, `tile/${request.params['*'] ?? ''}`),
    },
  ];
}
