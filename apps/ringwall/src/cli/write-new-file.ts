import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError } from '../errors.ts';
import type { Terminal } from './terminal.ts';

/** Writes a file for the user alone, never over one that is there. @throws AppError app/usage */
export async function writeNewFile(
  terminal: Terminal,
  file: string,
  content: string | Uint8Array,
): Promise<void> {
  const path = resolve(terminal.cwd, file);
  try {
    await writeFile(path, content, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    throw new AppError('app/usage', `${path} is there already, or cannot be written.`, { cause });
  }
}
