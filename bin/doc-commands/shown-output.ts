/** What the ids and keys of a document are in this run. */
export class Stand {
  readonly #byText = new Map<string, string>();
  readonly #lastByPrefix = new Map<string, string>();

  /** Remembers the ids in a text that was printed: the last of a kind is what `key_…` means. */
  see(printed: string): void {
    for (const [id] of printed.matchAll(/\b[a-z]{3}_[0-9a-z]{26,32}\b/g)) {
      this.#lastByPrefix.set(id.slice(0, 4), id);
    }
  }

  /** Remembers what a text of the document is in this run. */
  bind(text: string, real: string): void {
    this.#byText.set(text, real);
  }

  /** What a text of the document is in this run, where that is known. */
  realOf(text: string): string | undefined {
    return this.#byText.get(text);
  }

  /** A file with this run's ids and keys in the place of those that the document has shown. */
  fillFile(content: string): string {
    return content.replace(standIn, (text) => this.#byText.get(text) ?? text);
  }

  /** The command with this run's ids and keys in the place of the document's. */
  fill(command: string): string {
    return command.replace(standIn, (text) => {
      const real = this.#byText.get(text) ?? this.#lastByPrefix.get(text.slice(0, 4));
      if (real === undefined && text.includes('…'))
        throw new Error(`Nothing was printed that ${text} could be.`);
      return real ?? text;
    });
  }
}

/** Public keys of logs and witnesses, ids, whole or cut by an ellipsis; API keys and their prefixes; digests. They differ from run to run. */
const standIn =
  /[\w./-]+\+[0-9a-f]{8}\+[\w+/]+(?:=+|…)?|\b[a-z]{3}_[0-9a-z]{26,32}\b|\b[a-z]{3}_[0-9a-z]*…|\brw_[0-9a-z]{12}_[\w-]{43}(?![\w-])|\brw_[0-9a-z]{12}\b|\b[0-9a-f]{16,}\b/g;

/** What differs from run to run and is never typed again. */
const others: readonly (readonly [name: string, pattern: RegExp, like: string])[] = [
  [
    'time',
    /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z/y,
    '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{3})?Z',
  ],
  ['link', /#login=[\w-]+…?/y, '#login=[\\w-]{43}'],
  ['anything', /…/y, '[^\\n]*?'],
  ['space', /[ \t]+/y, '[ \\t]+'],
];

/**
 * Whether a program printed what a document shows. In the document `…` stands for anything within a line, and alone
 * on its line for any lines. Ids, keys, digests, times and the width of columns may differ; ids and keys are bound,
 * so that later commands name them.
 */
export function printsWhatIsShown(shown: readonly string[], printed: string, stand: Stand): boolean {
  const bound: string[] = [];
  const lines = shown.map((line) => {
    if (line.trim() === '…') return '(?:[^\\n]*\\n)*?';
    return `[ \\t]*${patternOf(line.trim(), stand, bound)}[ \\t]*\\n`;
  });
  const found = new RegExp(`^\\n*${lines.join('')}\\n*$`).exec(`${printed}\n`);
  if (found === null) return false;
  for (const [index, text] of bound.entries()) stand.bind(text, found[index + 1] ?? '');
  return true;
}

function patternOf(line: string, stand: Stand, bound: string[]): string {
  let pattern = '';
  for (let at = 0; at < line.length; ) {
    const id = new RegExp(standIn.source, 'y');
    id.lastIndex = at;
    const text = id.exec(line)?.[0];
    if (text !== undefined) {
      const known = stand.realOf(text);
      if (known === undefined) bound.push(text);
      pattern += known === undefined ? `(${likeOf(text)})` : escaped(known);
      at += text.length;
      continue;
    }
    const [length, like] = otherAt(line, at);
    pattern += like;
    at += length;
  }
  return pattern;
}

function likeOf(text: string): string {
  if (text.includes('+')) return '[\\w./-]+\\+[0-9a-f]{8}\\+[\\w+/]+=*';
  if (text.startsWith('rw_')) return text.length > 16 ? 'rw_[0-9a-z]{12}_[\\w-]{43}' : 'rw_[0-9a-z]{12}';
  if (/^[0-9a-f]{16,}$/.test(text)) return `[0-9a-f]{${text.length}}`;
  const length = text.includes('…') ? '26,32' : text.length - 'key_'.length;
  return `${text.slice(0, 4)}[0-9a-z]{${length}}`;
}

function otherAt(line: string, at: number): readonly [length: number, like: string] {
  for (const [, pattern, like] of others) {
    pattern.lastIndex = at;
    const text = pattern.exec(line)?.[0];
    if (text !== undefined) return [text.length, like];
  }
  return [1, escaped(line[at] ?? '')];
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
