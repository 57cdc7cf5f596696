import { isAbsolute } from 'node:path';
import { type Actor, RingwallError, type Route, route, type Shown } from '@ringwall/core';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Log } from '../server/server.ts';
import { type BackupParts, createBackup } from './create-backup.ts';
import { backupHeader } from './header.ts';

const startBody = z.strictObject({
  directory: z.string().max(4096).refine(isAbsolute, 'must be an absolute path'),
  withKeys: z.boolean().default(false),
});

const backupState = z
  .object({
    state: z.enum(['running', 'done', 'failed']),
    startedAt: z.string(),
    doneBytes: z.int().nonnegative(),
    header: backupHeader.exactOptional().describe('Of one that is done: what the backup says of itself.'),
    reason: z.string().exactOptional().describe('Of one that failed.'),
  })
  .meta({ id: 'BackupState' });
type BackupState = Shown<typeof backupState>;

/** Backups of a running server, one at a time, each asked for and then looked at until it is done. */
export interface BackupJob {
  readonly routes: readonly Route[];
  /** Ends one that runs, and takes away what it wrote. */
  close(): Promise<void>;
}

/** One a server. */
export function createBackupJob(parts: BackupParts & { readonly log: Log }): BackupJob {
  const closing = new AbortController();
  let latest: BackupState | undefined;
  let running: Promise<void> | undefined;

  function start(actor: Actor, { directory, withKeys }: z.output<typeof startBody>): BackupState {
    if (running !== undefined) throw new AppError('app/backup-running', 'One backup is written at a time.');
    const startedAt = new Date(parts.clock.now()).toISOString();
    latest = { state: 'running', startedAt, doneBytes: 0 };
    const onProgress = (doneBytes: number) => {
      latest = { state: 'running', startedAt, doneBytes };
    };
    const options = { target: directory, withKeys, actor, signal: closing.signal, onProgress };
    running = createBackup(parts, options)
      .then(
        (header) => {
          latest = { state: 'done', startedAt, doneBytes: header.bytes, header };
        },
        (error: unknown) => {
          const reason = error instanceof RingwallError ? error.message : 'See the log of the server.';
          latest = { state: 'failed', startedAt, doneBytes: latest?.doneBytes ?? 0, reason };
          parts.log('error', 'A backup failed', { reason: String(error) });
        },
      )
      .finally(() => {
        running = undefined;
      });
    return latest;
  }

  return {
    async close() {
      closing.abort(new AppError('app/interrupted', 'The server stopped; nothing is left of the backup.'));
      await running;
    },
    routes: [
      route({
        ...{ method: 'POST', path: '/api/backups', operation: 'createBackup' },
        summary: 'Begins to copy everything there is into a folder on the machine of the server.',
        action: 'backup.create',
        body: startBody,
        reply: backupState,
        handle: ({ principal: { kind, id }, body }) => start({ kind, id }, body),
      }),
      route({
        ...{ method: 'GET', path: '/api/backups/latest', operation: 'getLatestBackup' },
        summary: 'How far the latest backup since the start is.',
        action: 'backup.create',
        reply: backupState,
        handle: () => {
          if (latest === undefined)
            throw new AppError('app/path-unknown', 'No backup was begun since the start.');
          return latest;
        },
      }),
    ],
  };
}
