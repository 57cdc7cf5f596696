import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkDatabase } from '@ringwall/store';
import { durationText } from '../../cli/progress.ts';
import { ok, warning, wrong } from '../finding.ts';
import type { Check } from '../patient.ts';

const behindMs = 60_000;

/** The tables behind console and searches: what a running server says of them, or the file itself. */
export const databaseCheck: Check = {
  id: 'database',
  readsData: true,
  examine({ directory, status }) {
    if (status !== undefined) {
      const { state, lag } = status.projection;
      if (lag.ms < behindMs && state !== 'failing')
        return [ok(`Open, ${state}, ${lag.entries} entries behind`)];
      return [
        warning(`The tables are ${durationText(lag.ms)} behind the log (${state})`, {
          why: 'The console shows old data, and traffic is refused once too much waits.',
          advice:
            'Look at disk and memory; `ringwall ledger reindex` makes them anew while the server is stopped.',
        }),
      ];
    }
    const file = join(directory, 'ringwall.db');
    if (!existsSync(file)) return [ok('Not made yet')];
    // Where a server was killed, what it wrote last lies in the log beside the file and is read with the next start.
    if (existsSync(`${file}-wal`)) return [ok('Not closed by its last server: the next start recovers it')];
    const faults = checkDatabase(file);
    if (faults.length === 0) return [ok('Intact')];
    return [
      wrong(`${file} is damaged: ${faults[0] ?? ''}`, {
        why: 'The server does not start with it. The log is not affected.',
        advice: 'Restore a backup; keys and people are in this file.',
      }),
    ];
  },
};
