import { GuardError } from '../errors.ts';
import { skeletonOf } from '../normalise/skeleton.ts';
import { type Charset, charset, complement } from './charset.ts';
import type { Folding } from './folding.ts';
import type { EndCondition, ParsedPattern, PatternNode, StartCondition } from './pattern-node.ts';
import { digitUnits, gapRun, newlineUnits, spaceUnits, wordRun, wordUnits } from './unit-sets.ts';

const maxRepeat = 2048;
const anythingInLine = complement(newlineUnits);

/**
 * Parses the pattern language. Everything in it is bounded, so every pattern has a longest match:
 *
 * - a character stands for its skeleton under the fold; `\` makes a special character plain
 * - a space is a run of up to 12 units of whitespace, quotes, emphasis and light punctuation
 * - `…` is any text within one sentence, up to 200 units
 * - `~` is a run of up to 24 letters and digits: one word
 * - `[a-z_]`, `[^...]`, `\w` letter or digit, `\d` digit, `\s` whitespace, `.` anything but a line break
 * - `x?`, `x{n}`, `x{m,n}`, `(x|y)`
 * - at the start `\b` no letter or digit before, `\<` no token character before, `^` the start of a line
 * - at the end `\b` no letter or digit after
 *
 * @throws GuardError guard/pattern-invalid
 */
export function parsePattern(source: string, folding: Folding): ParsedPattern {
  return new PatternParser(source, folding).parse();
}

class PatternParser {
  readonly #source: string;
  readonly #characters: readonly string[];
  readonly #folding: Folding;
  #at = 0;

  constructor(source: string, folding: Folding) {
    this.#source = source;
    this.#characters = [...source];
    this.#folding = folding;
  }

  parse(): ParsedPattern {
    const start = this.#startCondition();
    const node = this.#choice();
    let end: EndCondition = 'any';
    if (this.#take('\\b')) end = 'word';
    if (this.#at < this.#characters.length) throw this.#error(`unexpected ${this.#peek()}`);
    return { node, start, end };
  }

  #startCondition(): StartCondition {
    if (this.#take('\\b')) return 'word';
    if (this.#take('\\<')) return 'token';
    if (this.#take('^')) return 'line';
    return 'any';
  }

  #choice(): PatternNode {
    const items = [this.#sequence()];
    while (this.#take('|')) items.push(this.#sequence());
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { kind: 'choice', items };
  }

  #sequence(): PatternNode {
    const items: PatternNode[] = [];
    while (this.#at < this.#characters.length) {
      const next = this.#peek();
      if (next === '|' || next === ')') break;
      if (next === '\\' && this.#characters[this.#at + 1] === 'b') break;
      items.push(this.#repeated(this.#atom()));
    }
    return { kind: 'sequence', items };
  }

  #repeated(atom: PatternNode): PatternNode {
    if (this.#take('?')) return { kind: 'repeat', item: atom, min: 0, max: 1 };
    if (!this.#take('{')) return atom;
    const min = this.#number();
    const max = this.#take(',') ? this.#number() : min;
    if (!this.#take('}')) throw this.#error('a repeat is not closed');
    if (max < min || max === 0 || max > maxRepeat) throw this.#error(`a repeat must be of 1 to ${maxRepeat}`);
    return { kind: 'repeat', item: atom, min, max };
  }

  #atom(): PatternNode {
    const character = this.#peek();
    this.#at++;
    switch (character) {
      case '(': {
        const node = this.#choice();
        if (!this.#take(')')) throw this.#error('a group is not closed');
        return node;
      }
      case '[':
        return { kind: 'set', set: this.#class() };
      case '.':
        return { kind: 'set', set: anythingInLine };
      case ' ':
        return { kind: 'run', run: gapRun };
      case '…':
        return { kind: 'stretch' };
      case '~':
        return { kind: 'run', run: wordRun };
      case '\\':
        return this.#escape();
      case '?':
      case '{':
      case '}':
      case ']':
      case '^':
        throw this.#error(`unexpected ${character}`);
      default:
        return this.#literal(character);
    }
  }

  #escape(): PatternNode {
    const character = this.#peek();
    this.#at++;
    const named = namedSet(character);
    return named === undefined ? this.#literal(character) : { kind: 'set', set: this.#folding.set(named) };
  }

  #class(): Charset {
    const negated = this.#take('^');
    const ranges: [number, number][] = [];
    while (!this.#take(']')) {
      let character = this.#peek();
      this.#at++;
      if (character === '\\') {
        character = this.#peek();
        this.#at++;
        const named = namedSet(character);
        if (named !== undefined) {
          for (const [low, high] of named) ranges.push([low, high]);
          continue;
        }
      }
      const low = this.#singleUnit(character);
      const isRange = this.#peek() === '-' && this.#characters[this.#at + 1] !== ']';
      if (!isRange) {
        ranges.push([low, low]);
        continue;
      }
      this.#at++;
      const high = this.#singleUnit(this.#peek());
      this.#at++;
      if (high < low) throw this.#error('a range runs backwards');
      ranges.push([low, high]);
    }
    const folded = this.#folding.set(charset(ranges));
    return negated ? complement(folded) : folded;
  }

  #literal(character: string): PatternNode {
    const items = this.#folding.literal(character).map((set): PatternNode => ({ kind: 'set', set }));
    return { kind: 'sequence', items };
  }

  #singleUnit(character: string): number {
    const skeleton = skeletonOf(character.codePointAt(0) ?? 0);
    if (skeleton.length !== 1) throw this.#error('a class may only hold characters of one unit');
    return skeleton.charCodeAt(0);
  }

  #number(): number {
    let digits = '';
    while (/^\d$/.test(this.#peek()) && digits.length < 5) {
      digits += this.#peek();
      this.#at++;
    }
    if (digits === '') throw this.#error('a number is missing');
    return Number(digits);
  }

  #peek(): string {
    return this.#characters[this.#at] ?? '';
  }

  #take(expected: string): boolean {
    for (let i = 0; i < expected.length; i++) {
      if (this.#characters[this.#at + i] !== expected[i]) return false;
    }
    this.#at += expected.length;
    return true;
  }

  #error(what: string): GuardError {
    return new GuardError(
      'guard/pattern-invalid',
      `At ${this.#at} of the pattern "${this.#source}": ${what}.`,
    );
  }
}

function namedSet(character: string): Charset | undefined {
  switch (character) {
    case 'w':
      return wordUnits;
    case 'd':
      return digitUnits;
    case 's':
      return spaceUnits;
    case 'n':
      return newlineUnits;
    default:
      return undefined;
  }
}
