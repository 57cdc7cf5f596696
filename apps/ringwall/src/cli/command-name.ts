import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What to type to run another command: in a clone the launcher at its root, installed the command itself. */
export function commandName(cwd: string): string {
  const launcher = join(import.meta.dirname, '..', '..', '..', '..', 'ringwall');
  if (!existsSync(launcher)) return 'ringwall';
  return dirname(launcher) === cwd ? './ringwall' : launcher;
}
