import { createInterface } from 'node:readline/promises';
import type { Terminal } from './terminal.ts';

/** Asks on the terminal and is answered with yes; no terminal is no. */
export async function confirmed(question: string, terminal: Terminal): Promise<boolean> {
  return /^y(es)?$/i.test(await answer(question, terminal));
}

/** Asks for a text to be typed out, so that nobody destroys by habit; no terminal is no. */
export async function confirmedByTyping(
  question: string,
  expected: string,
  terminal: Terminal,
): Promise<boolean> {
  return (await answer(question, terminal)) === expected;
}

async function answer(question: string, terminal: Terminal): Promise<string> {
  if (!terminal.stdin.isTTY) return '';
  const asking = createInterface({ input: terminal.stdin, output: terminal.stderr });
  try {
    return (await asking.question(question)).trim();
  } finally {
    asking.close();
  }
}
