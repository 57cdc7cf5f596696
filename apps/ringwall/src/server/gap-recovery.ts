import { join } from 'node:path';
import { GapMarker, type GatewayRoute, recordPolicy, recoverGaps } from '@ringwall/gateway';
import { type Files, nodeFiles } from '@ringwall/ledger';
import type { Log } from './server.ts';
import type { Services } from './services.ts';

const markerName = 'gaps';

/**
 * Records, before anybody is served, the gaps in which the last run was killed, and which routes go on without
 * records from here on. Gives the marker of this run.
 */
export async function openGapMarker(
  services: Pick<Services, 'ledger' | 'projection' | 'clock'>,
  server: {
    readonly dataDirectory: string;
    readonly routes: readonly GatewayRoute[];
    readonly isRecorded: (uid: string) => Promise<boolean>;
    readonly files?: Files | undefined;
    readonly log: Log;
  },
): Promise<GapMarker> {
  const { dataDirectory, routes, isRecorded, files = nodeFiles, log } = server;
  const marker = await GapMarker.open(files, join(dataDirectory, markerName));
  const gaps = await recoverGaps({ ...services, isRecorded, marker });
  if (gaps > 0) log('warn', 'The last run ended while routes answered without a record', { routes: gaps });
  await recordPolicy({ ...services, routes });
  return marker;
}
