import type { Command } from 'commander';

/** What is typed behind the program's own name: `key create`. */
export function commandPath(command: Command): string {
  return command.parent === null ? '' : [commandPath(command.parent), command.name()].join(' ').trim();
}
