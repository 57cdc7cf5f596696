import type { Terminal } from './terminal.ts';

/** What a colour means; the words beside it say the same. */
export interface Colours {
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  warning(text: string): string;
  bad(text: string): string;
}

/**
 * The colours of a stream: none with --no-color; else FORCE_COLOR says so, then NO_COLOR, then whether it is a terminal
 * that can. See https://no-color.org and https://force-color.org.
 */
export function coloursOf(terminal: Terminal, stream: 'stdout' | 'stderr'): Colours {
  const paint = mayColour(terminal, stream) ? painted : plain;
  return {
    strong: paint(1, 22),
    faint: paint(2, 22),
    good: paint(32, 39),
    warning: paint(33, 39),
    bad: paint(31, 39),
  };
}

function mayColour({ env, chosen, ...streams }: Terminal, stream: 'stdout' | 'stderr'): boolean {
  if (chosen?.noColour) return false;
  const { FORCE_COLOR: forced = '', NO_COLOR: none = '', TERM: kind } = env;
  if (forced !== '') return forced !== '0' && forced !== 'false';
  return none === '' && streams[stream].isTTY === true && kind !== 'dumb';
}

function painted(on: number, off: number) {
  return (text: string) => `\u001b[${on}m${text}\u001b[${off}m`;
}

function plain() {
  return (text: string) => text;
}
