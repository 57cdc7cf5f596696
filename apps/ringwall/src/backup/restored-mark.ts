import { open, readFile, rename, rm } from 'node:fs/promises';
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
  /** The name that the keys had when the log was about to go on under another; absent before. */
  from: z.string().max(512).optional(),
});

/** That a data directory came out of a backup and its log has not gone on since. */
export type RestoredMark = z.infer<typeof mark>;

/** Says in a data directory which backup it is. */
export async function writeRestoredMark(directory: string, header: BackupHeader): Promise<void> {
  const { backup, createdAt, ledger } = header;
  const content = { backup, createdAt, origin: ledger.origin, size: ledger.size };
  await writeMark(join(directory, fileName), content);
}

/** Says durably that the log is about to go on: with keys of another name than `from` it has. */
export async function beginFrom(directory: string, known: RestoredMark, from: string): Promise<void> {
  const path = join(directory, fileName);
  await rm(`${path}.tmp`, { force: true });
  await writeMark(`${path}.tmp`, { ...known, from });
  await rename(`${path}.tmp`, path);
  await syncDirectory(directory);
}

async function writeMark(path: string, content: RestoredMark): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
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
