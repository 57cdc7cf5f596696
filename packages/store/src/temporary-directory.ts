import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Test helper: a directory that is gone when the running test is over. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'ringwall-store-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
