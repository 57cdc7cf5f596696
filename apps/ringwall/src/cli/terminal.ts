import type { Writable } from 'node:stream';
import type { Environment } from '../config/file.ts';

/** Where a command reads and writes. stdout carries the result, stderr everything else. */
export interface Terminal {
  readonly env: Environment;
  readonly cwd: string;
  /** Size in characters, where it is a terminal that tells. */
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly stdin: KeyInput & { readonly isTTY?: boolean };
  /** The terminal behind the process, whatever stdin and stderr are; undefined where there is none. */
  readonly openTty?: () => Tty | undefined;
  /** What flags of the whole command line say; known once a command runs. */
  readonly chosen?: { readonly quiet: boolean; readonly noColour: boolean };
}

/** Gives keys as they are pressed, without echo, while in raw mode. */
export type KeyInput = NodeJS.ReadableStream & { setRawMode?(on: boolean): unknown };

export interface Tty {
  readonly input: KeyInput;
  readonly output: NodeJS.WritableStream;
  close(): void;
}

export function print(terminal: Terminal, text: string): void {
  terminal.stdout.write(`${text}\n`);
}

/** A word on stderr about what to do next or what this means; --quiet leaves it out. Never a warning or an error. */
export function hint(terminal: Terminal, text: string): void {
  if (!terminal.chosen?.quiet) terminal.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Whether progress is to be drawn on stderr: to a person who is there and has not asked for quiet. */
export function showsProgress({ stderr, env, chosen }: Terminal): boolean {
  const unattended = env.CI !== undefined && env.CI !== '' && env.CI !== 'false';
  return stderr.isTTY === true && !unattended && !chosen?.quiet;
}

/** One document for one thing. */
export function printJson(terminal: Terminal, value: unknown): void {
  print(terminal, json(value, terminal.stdout.isTTY ? 2 : undefined));
}

/** JSON Lines for many things. */
export function printJsonLines(terminal: Terminal, values: readonly unknown[]): void {
  for (const value of values) print(terminal, json(value));
}

/** Aligned columns with a heading on a terminal, tab-separated lines without one when piped. */
export function printTable(
  terminal: Terminal,
  heading: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const clean = rows.map((row) => row.map(printable));
  if (!terminal.stdout.isTTY) {
    for (const row of clean) print(terminal, row.join('\t'));
    return;
  }
  const widths = heading.map((title, i) =>
    Math.max(title.length, ...clean.map((row) => row[i]?.length ?? 0)),
  );
  for (const row of [heading, ...clean]) {
    print(
      terminal,
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}

/** Text from elsewhere must not move the cursor, retitle the terminal or turn the direction of what follows. */
export function printable(text: string): string {
  return printableLines(text).replaceAll('\n', '\ufffd');
}

/** The same for text of several lines. */
export function printableLines(text: string): string {
  return text.replaceAll(acting, '\ufffd');
}

/** Control characters but the line feed, formatting characters, and line ends that only some programs know. */
const acting = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The same value to whoever parses it. */
function json(value: unknown, indent?: number): string {
  const escaped = (character: string) => {
    const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
  };
  return JSON.stringify(value, null, indent).replaceAll(acting, escaped);
}
