import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Keyring, openLedger } from '@ringwall/ledger';
import { beginFrom, readRestoredMark, removeRestoredMark } from '../backup/restored-mark.ts';
import { AppError } from '../errors.ts';

type Restored = NonNullable<Parameters<typeof openLedger>[0]['restored']>;

/** What a start does with a data directory that came out of a backup. */
export interface RestoredState {
  /** Before the keys are opened, which would make new ones. @throws AppError app/restored */
  refuseWithoutKeys(): void;
  /** Before the log is opened. @throws AppError app/restored where nobody has said why it shall go on */
  restored(keyring: Pick<Keyring, 'origin'>): Promise<Restored | undefined>;
  /** Once the log has gone on. */
  done(): Promise<void>;
}

/**
 * Looks whether the directory was restored: its log is then older than the one others may have seen, and goes on only
 * where a reason was given.
 * @throws AppError app/backup-invalid
 */
export async function restoredState(directory: string, reason: string | undefined): Promise<RestoredState> {
  const mark = await readRestoredMark(directory);
  return {
    refuseWithoutKeys() {
      const keys = join(directory, 'keys');
      if (mark === undefined || existsSync(join(keys, 'ledger-begun'))) return;
      throw new AppError('app/restored', `The backup had no keys: put those of ${mark.origin} into ${keys}.`);
    },
    async restored(keyring) {
      // The keys may have come from elsewhere, and know of later names: only one that was begun from here has gone on.
      const isAnother = mark !== undefined && (mark.from ?? keyring.origin) === keyring.origin;
      if (reason === undefined && isAnother)
        throw new AppError(
          'app/restored',
          `It is ${mark.backup} of ${mark.createdAt}: its log ends after ${mark.size} entries, and may have gone on elsewhere.`,
        );
      if (reason === undefined) return undefined;
      if (isAnother) await beginFrom(directory, mark, keyring.origin);
      return { reason, actor: { kind: 'shell', id: 'local' }, isAnother };
    },
    async done() {
      if (mark !== undefined) await removeRestoredMark(directory);
    },
  };
}
