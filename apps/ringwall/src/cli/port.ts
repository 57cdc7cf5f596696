import { CommanderError } from 'commander';

/** Reads a port of the command line. @throws CommanderError */
export function parsePort(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535 && text.trim() !== '') return value;
  throw new CommanderError(2, 'ringwall.port', 'A port is a whole number from 0 to 65535.');
}
