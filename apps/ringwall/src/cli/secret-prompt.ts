import { AppError } from '../errors.ts';
import { type LineState, maxSecretBytes, SecretLine } from './secret-line.ts';
import type { KeyInput, Terminal } from './terminal.ts';

/** Asks on the terminal without echo. Several questions share one prompt, so that nothing typed ahead is lost. */
export interface SecretPrompt {
  /**
   * What was typed up to the line's end, as bytes that the caller overwrites.
   * @throws AppError app/interrupted for Ctrl-C
   */
  ask(question: string): Promise<Uint8Array>;
  say(text: string): void;
  close(): void;
}

/** @throws AppError app/passphrase-needed where there is nobody to ask */
export function openSecretPrompt(terminal: Terminal): SecretPrompt {
  const tty = terminal.openTty?.();
  const input = tty?.input ?? (terminal.stdin.isTTY ? terminal.stdin : undefined);
  const output = tty?.output ?? terminal.stderr;
  if (input?.setRawMode === undefined) {
    tty?.close();
    throw new AppError(
      'app/passphrase-needed',
      'A passphrase is needed and there is no terminal to ask for it.',
    );
  }
  let pending: Uint8Array = new Uint8Array(0);
  return {
    async ask(question) {
      // Before the question: whoever is quick must not see what they type. It stays so between two questions.
      input.setRawMode?.(true);
      output.write(question);
      try {
        const { line, rest } = await readLine(input, pending, output);
        pending = rest;
        return line;
      } finally {
        input.pause();
        output.write('\n');
      }
    },
    say: (text) => void output.write(`${text}\n`),
    close() {
      input.setRawMode?.(false);
      pending.fill(0);
      tty?.close();
    },
  };
}

function readLine(
  input: KeyInput,
  pending: Uint8Array,
  output: NodeJS.WritableStream,
): Promise<{ line: Uint8Array; rest: Uint8Array }> {
  const line = new SecretLine();
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      input.off('data', onData);
      input.off('end', onEnd);
      input.off('error', onEnd);
      settle();
      line.forget();
    };
    const onEnd = () => end(() => reject(interrupted()));
    const onData = (given: Uint8Array | string) => {
      const chunk = typeof given === 'string' ? Buffer.from(given) : given;
      const { state, at } = feed(line, chunk, () => void output.write('\u0007'));
      const rest = Uint8Array.from(chunk.subarray(at));
      chunk.fill(0);
      if (state === 'done') end(() => resolve({ line: line.take(), rest }));
      else if (state === 'cancelled') end(() => reject(interrupted()));
      else if (state === 'too-long') end(() => reject(tooLong()));
    };
    input.on('data', onData);
    input.on('end', onEnd);
    input.on('error', onEnd);
    input.resume();
    if (pending.length > 0) onData(pending);
  });
}

/** Feeds bytes until the line ends; `at` is where the next line begins. */
function feed(line: SecretLine, chunk: Uint8Array, onIgnored: () => void): { state: LineState; at: number } {
  for (let i = 0; i < chunk.length; i++) {
    const state = line.push(chunk[i] ?? 0);
    if (state === 'ignored') onIgnored();
    else if (state !== 'more') {
      // Terminals that send CR LF end one line with it, not two.
      const pair = chunk[i] === 0x0d && chunk[i + 1] === 0x0a;
      return { state, at: i + (pair ? 2 : 1) };
    }
  }
  return { state: 'more', at: chunk.length };
}

function interrupted(): AppError {
  return new AppError('app/interrupted', 'Stopped at the question for a passphrase. Nothing was written.');
}

function tooLong(): AppError {
  return new AppError('app/passphrase-unusable', `A passphrase has at most ${maxSecretBytes} bytes.`);
}
