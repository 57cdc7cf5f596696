import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseBoundedJson, RingwallError } from '@ringwall/core';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { syncDirectory } from './durable-files.ts';
import type { BackupHeader } from './header.ts';

const fileName = 'restored.json';
const mark = z.strictObject({
  backup: z.string().max(64),
  createdAt: z.string().max(32),
  origin: z.string().max(512),
  size: z.int().nonnegative(),
});

/** That a data directory came out of a backup and its log has not gone on since. */
export type RestoredMark = z.infer<typeof mark>;

/** Says in a data directory which backup it is. */
export async function writeRestoredMark(directory: string, header: BackupHeader): Promise<void> {
  const { backup, createdAt, ledger } = header;
  const content: RestoredMark = { backup, createdAt, origin: ledger.origin, size: ledger.size };
  const handle = await open(join(directory, fileName), 'wx', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(content)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What `writeRestoredMark` wrote, where it did. @throws AppError app/backup-invalid */
export async function readRestoredMark(directory: string): Promise<RestoredMark | undefined> {
  let content: Uint8Array;
  try {
    content = await readFile(join(directory, fileName));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return mark.parse(parseBoundedJson(content, { maxBytes: 65_536 }));
  } catch (cause) {
    if (!(cause instanceof RingwallError || cause instanceof z.ZodError)) throw cause;
    throw new AppError('app/backup-invalid', `${fileName} in ${directory} cannot be understood.`, { cause });
  }
}

/** Takes the mark away, once the log has gone on under a name of its own. */
export async function removeRestoredMark(directory: string): Promise<void> {
  await rm(join(directory, fileName), { force: true });
  await syncDirectory(directory);
}
