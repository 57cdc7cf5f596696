import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type LogReport, verifyLog } from '@ringwall/ledger';
import { checkDatabase } from '@ringwall/store';
import type { BackupHeader } from './header.ts';
import { headerFile, listFile } from './header.ts';
import { inParallel } from './in-parallel.ts';
import { digestOf, listedFiles, readHeader } from './read-backup.ts';

/** What was found when everything in a backup was read. */
export interface BackupReport {
  readonly ok: boolean;
  readonly header: BackupHeader;
  /** In words, the first of them. */
  readonly faults: readonly string[];
  /** What the check of the log found. */
  readonly log: LogReport;
}

export interface CheckOptions {
  /** The log's public key as it was noted elsewhere. */
  readonly verifierKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
}

/** A folder that is no backup's would have no end of them. */
const maxFaults = 20;
/** Files that are read at a time. */
const atOnce = 8;

/**
 * Checks a whole backup from its files: every digest, that nothing is there besides, the structure of the database, and
 * the log as `verifyLog` does. Needs no server and no secret.
 * @throws AppError app/backup-invalid where it cannot be read as a backup at all; the signal's reason
 */
export async function checkBackup(directory: string, options: CheckOptions = {}): Promise<BackupReport> {
  const header = await readHeader(directory);
  const faults: string[] = [];
  let doneBytes = 0;
  await inParallel(listedFiles(directory, header), atOnce, async ({ path, sha256 }) => {
    options.signal?.throwIfAborted();
    if (faults.length >= maxFaults) return;
    const found = await digestOf(join(directory, path), (piece) => {
      doneBytes += piece.length;
      options.onProgress?.(doneBytes, header.bytes);
    });
    if (found === undefined) faults.push(`${path} is missing`);
    else if (found !== sha256) faults.push(`${path} is not what was written`);
  });
  for (const path of await unlistedFiles(directory, header)) {
    if (faults.length < maxFaults) faults.push(`${path} is not part of the backup`);
  }
  const content = await checkContent(directory, header, options);
  const all = [...faults, ...content.faults];
  return { ok: all.length === 0 && content.log.ok, header, faults: all, log: content.log };
}

/** Checks the log and the database of a backup, or of what was restored from it, against its header. */
export async function checkContent(
  directory: string,
  { ledger }: BackupHeader,
  { verifierKey, signal }: CheckOptions = {},
): Promise<{ readonly faults: readonly string[]; readonly log: LogReport }> {
  const log = await verifyLog(join(directory, 'ledger'), {
    ...(verifierKey !== undefined && { verifierKey }),
    ...(signal && { signal }),
  });
  const faults = checkDatabase(join(directory, 'ringwall.db')).map((said) => `ringwall.db: ${said}`);
  const { checkpoint } = log;
  const root = checkpoint && Buffer.from(checkpoint.root).toString('base64');
  if (checkpoint?.size !== ledger.size || root !== ledger.root || log.entries !== ledger.size) {
    faults.push(`the log is not the one of ${ledger.size} entries that the backup speaks of`);
  }
  return { faults, log };
}

/** Names are only kept in memory where there are too many files: a large log has millions of them. */
async function unlistedFiles(directory: string, header: BackupHeader): Promise<readonly string[]> {
  let count = 0;
  for await (const _ of filesUnder(directory, '')) count++;
  if (count <= header.files + 2) return [];
  const known = new Set([headerFile, listFile]);
  for await (const { path } of listedFiles(directory, header)) known.add(path);
  const unlisted: string[] = [];
  for await (const path of filesUnder(directory, '')) if (!known.has(path)) unlisted.push(path);
  return unlisted;
}

async function* filesUnder(directory: string, path: string): AsyncGenerator<string> {
  for (const entry of await readdir(join(directory, path), { withFileTypes: true })) {
    const inner = path === '' ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory()) yield* filesUnder(directory, inner);
    else yield inner;
  }
}
