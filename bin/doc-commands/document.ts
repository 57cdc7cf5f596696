/** One command of a document, with what the document says that it prints. */
export interface CommandStep {
  readonly kind: 'command';
  readonly line: number;
  readonly command: string;
  /** Lines as shown; none where the document does not show any. */
  readonly shown: readonly string[];
  /** Whether the document shows that Ctrl-C ended it. */
  readonly interrupted: boolean;
}

/** A file that the document tells the reader to write. */
export interface FileStep {
  readonly kind: 'file';
  readonly line: number;
  readonly path: string;
  readonly content: string;
}

/** A block that is not run, and the reason given. */
export interface SkippedStep {
  readonly kind: 'skipped';
  readonly line: number;
  readonly reason: string;
}

export type Step = CommandStep | FileStep | SkippedStep;

interface Block {
  readonly line: number;
  readonly words: readonly string[];
  readonly lines: readonly string[];
}

const shells = new Set(['sh', 'console', '']);

/**
 * What a reader of a Markdown document does, in order. Read are
 *
 * - fences of `console` (or of no language) with lines that begin with `$ `: a command, up to the line that ends it,
 *   and below it what it prints; `^C` alone ends it;
 * - fences of `sh`: commands, one a line, whose output is not shown;
 * - fences of any language with a second word: a file of that name;
 * - the comment `<!-- run`, in lines of a `console` block, for what a reader has done already;
 * - the comment `<!-- not run: why -->` before a fence, which is then skipped.
 *
 * @throws Error for a fence or a comment that does not end, and for a reason that is none
 */
export function stepsOf(markdown: string): readonly Step[] {
  const steps: Step[] = [];
  let reason: { readonly line: number; readonly text: string } | undefined;
  for (const block of blocksOf(markdown.split('\n'))) {
    const [kind = '', ...rest] = block.words;
    if (kind === 'not-run') {
      reason = { line: block.line, text: rest.join(' ') };
      continue;
    }
    if (reason !== undefined) steps.push({ kind: 'skipped', line: reason.line, reason: reason.text });
    else steps.push(...stepsOfBlock(block, kind, rest[0]));
    reason = undefined;
  }
  if (reason !== undefined) throw new Error(`Line ${reason.line}: no fence follows that is not to be run.`);
  return steps;
}

function stepsOfBlock(block: Block, kind: string, path: string | undefined): readonly Step[] {
  if (path !== undefined)
    return [{ kind: 'file', line: block.line, path, content: `${block.lines.join('\n')}\n` }];
  if (!shells.has(kind)) return [];
  if (kind === 'sh')
    return commandsOf(
      block.line,
      block.lines.map((line) => ({ text: line, typed: line, starts: line.trim() !== '' })),
    );
  return commandsOf(
    block.line,
    block.lines.map((line) => ({
      text: line,
      typed: line.slice('$ '.length),
      starts: line.startsWith('$ '),
    })),
  );
}

/** Fences and comments, each with the number of its first line. */
function* blocksOf(lines: readonly string[]): Generator<Block> {
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const fence = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    const skip = /^<!-- not run:(.*)-->$/.exec(line.trim());
    if (skip !== null) {
      const reason = skip[1]?.trim() ?? '';
      if (reason.length < 10) throw new Error(`Line ${at + 1}: say why it is not run.`);
      yield { line: at + 1, words: ['not-run', ...reason.split(' ')], lines: [] };
    } else if (fence !== null || line.trim() === '<!-- run') {
      const [, ticks = '-->', info = 'console'] = fence ?? [];
      const end = lines.findIndex((candidate, index) => index > at && candidate.trim() === ticks);
      if (end < 0) throw new Error(`Line ${at + 1}: what begins here does not end.`);
      yield {
        line: at + 1,
        words: info.trim() === '' ? [''] : info.trim().split(/\s+/),
        lines: lines.slice(at + 1, end),
      };
      at = end;
    }
  }
}

interface ShellLine {
  readonly text: string;
  /** What the shell would be typed if a command starts here. */
  readonly typed: string;
  /** Whether a command starts here, unless one goes on. */
  readonly starts: boolean;
}

function commandsOf(firstLine: number, lines: readonly ShellLine[]): readonly CommandStep[] {
  const steps: CommandStep[] = [];
  for (let at = 0; at < lines.length; ) {
    const { typed, starts } = lines[at] ?? { typed: '', starts: false };
    if (!starts) {
      at++;
      continue;
    }
    const line = firstLine + at + 1;
    const command = [typed];
    at++;
    while (goesOn(command) && at < lines.length) command.push(lines[at++]?.text ?? '');
    const shown: string[] = [];
    while (at < lines.length && lines[at]?.starts === false) shown.push(lines[at++]?.text ?? '');
    const interrupted = shown.includes('^C');
    steps.push({
      kind: 'command',
      line,
      command: command.join('\n'),
      shown: trimmed(shown.filter((each) => each !== '^C')),
      interrupted,
    });
  }
  return steps;
}

/** Whether the shell would ask for another line: after a backslash, and until a here-document ends. */
function goesOn(command: readonly string[]): boolean {
  const delimiter = /<<-?\s*(['"]?)(\w+)\1/.exec(command[0] ?? '')?.[2];
  if (delimiter !== undefined) return command.length === 1 || command.at(-1)?.trim() !== delimiter;
  return command.at(-1)?.endsWith('\\') === true;
}

/** Without empty lines at both ends. */
function trimmed(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  if (first < 0) return [];
  return lines.slice(first, lines.findLastIndex((line) => line.trim() !== '') + 1);
}
