import type { Terminal } from '../cli/terminal.ts';
import type { Size } from './frame.ts';
import { type Key, keysIn } from './keys.ts';

const usual: Size = { columns: 80, rows: 24 };

/**
 * The other screen of a terminal, for as long as this lives: what stood on it before is there again afterwards. Keys
 * come as they are pressed.
 */
export class Screen implements Disposable {
  readonly #terminal: Terminal;
  readonly #onData: (chunk: Buffer | string) => void;
  readonly #onResize: () => void;

  constructor(terminal: Terminal, on: { readonly key: (key: Key) => void; readonly resize: () => void }) {
    this.#terminal = terminal;
    this.#onData = (chunk) => {
      for (const key of keysIn(chunk.toString())) on.key(key);
    };
    this.#onResize = on.resize;
    const { stdin, stdout } = terminal;
    stdin.setRawMode?.(true);
    stdin.on('data', this.#onData);
    stdin.resume();
    stdout.on('resize', this.#onResize);
    // The other screen; no cursor; a line that is too wide ends at the edge.
    stdout.write('\u001b[?1049h\u001b[?25l\u001b[?7l');
  }

  get size(): Size {
    const { columns, rows } = this.#terminal.stdout;
    return { columns: columns || usual.columns, rows: rows || usual.rows };
  }

  draw(lines: readonly string[]): void {
    const picture = lines.map((line) => `${line}\u001b[K`).join('\r\n');
    this.#terminal.stdout.write(`\u001b[H${picture}\u001b[J`);
  }

  [Symbol.dispose](): void {
    const { stdin, stdout } = this.#terminal;
    stdin.off('data', this.#onData);
    stdout.off('resize', this.#onResize);
    stdin.setRawMode?.(false);
    stdin.pause();
    stdout.write('\u001b[?7h\u001b[?25h\u001b[?1049l');
  }
}
