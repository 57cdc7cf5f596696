import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { socketPath } from '../../server/socket-path.ts';
import { type Found, ok, warning, wrong } from '../finding.ts';
import type { Check } from '../patient.ts';

/** What earlier runs left behind. */
export const leftoversCheck: Check = {
  id: 'leftovers',
  readsData: true,
  async examine({ directory, status }) {
    const found: Found[] = [];
    if (status === undefined && existsSync(socketPath(directory)))
      found.push(ok('A server was killed and left its socket: the next start takes it away'));
    const wal = await readdir(join(directory, 'ledger', 'wal')).catch(() => []);
    const torn = wal.filter((name) => name.startsWith('set-aside-')).length;
    if (torn > 0)
      found.push(
        warning(`${torn} torn batches were set aside when a start found them`, {
          why: 'A crash cut off what was being written; nothing that was acknowledged is in them.',
          advice: 'Keep them while you look into the crash, then remove ledger/wal/set-aside-*.',
        }),
      );
    if (existsSync(join(directory, 'restored.json')) && status === undefined)
      found.push(
        wrong('The directory comes from a backup and was not started since', {
          why: 'Its log may have gone on elsewhere, so a start asks for a reason.',
          advice: 'Start it with `ringwall start --restored "<why>"`.',
        }),
      );
    return found.length > 0 ? found : [ok('None')];
  },
};
