import type { Command } from 'commander';

/** Flags that every command which finds a server or a data directory understands. */
export interface CommonFlags {
  readonly data?: string;
  readonly config?: string;
  readonly json?: boolean;
  /** What somebody else has approved. */
  readonly approval?: string;
}

/** For commands that find a server or a data directory. */
export function withPlace(command: Command): Command {
  return command
    .option('--data <directory>', 'data directory (default: ringwall-data)')
    .option('--config <file>', 'configuration file (default: ringwall.config.yaml)');
}

/** For commands whose result a program may want. */
export function withJson(command: Command): Command {
  return command.option('--json', 'print JSON: one document, or for many things one a line');
}

/** Gathers an option that may be given several times; without a default, so that help shows none. */
export function several(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
