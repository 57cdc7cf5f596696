import { type Alphabet, buildAlphabet } from './alphabet.ts';
import { type Charset, mapCharset } from './charset.ts';
import type { Fold } from './fold.ts';
import { parsePattern } from './parse-pattern.ts';
import type { EndCondition, StartCondition } from './pattern-node.ts';
import { buildPositions, type Positions } from './positions.ts';
import { newlineUnits, tokenUnits, wordUnits } from './unit-sets.ts';

/** What the unit before a place is, as bits: all that start conditions ask. */
export const afterWord = 1;
export const afterToken = 2;
export const afterNewline = 4;
/** The start of a text counts as the start of a line. */
export const atTextStart = afterNewline;

/** One state of the lazily built automaton: the places all live matches have reached. */
export interface State {
  readonly positions: readonly number[];
  /** Bits of the unit just read. */
  readonly context: number;
  /** Patterns that matched with the unit just read. */
  readonly accepts: readonly number[];
  /** Patterns that match if the next unit is no letter or digit. */
  readonly pending: readonly number[];
  /** Some match has begun and is not over. */
  readonly live: boolean;
  readonly next: (State | undefined)[];
}

export interface AutomatonOptions {
  readonly fold: Fold;
  /** Further sets the alphabet has to tell apart. */
  readonly sets?: readonly Charset[] | undefined;
  /** States kept before all are forgotten and built anew: the bound on memory. */
  readonly maxStates?: number | undefined;
}

/**
 * Many patterns as one automaton that reads each unit once, whatever the text (lazy DFA construction, as in
 * Cox, "Regular Expression Matching in the Wild", 2010). States are built when first met, and at most
 * `maxStates` are kept.
 */
export class Automaton {
  readonly patterns: Positions['patterns'];
  readonly alphabet: Alphabet;
  /** Length of the longest match, with the unit an end condition looks at. */
  readonly maxLength: number;
  readonly start: State;
  /** 1 for the classes of letters and digits. */
  readonly wordClass: Uint8Array;
  /** Work done beyond table look-ups, for tests of the bound: positions visited, forwards and backwards. */
  visits = 0;
  /** How often all states were forgotten. */
  flushes = 0;

  readonly #positions: Positions;
  readonly #has: readonly Uint8Array[];
  readonly #starts: readonly StartCondition[];
  readonly #ends: readonly EndCondition[];
  readonly #contextOf: Uint8Array;
  readonly #isFirst: Uint8Array;
  readonly #isLast: Uint8Array;
  readonly #mark: Uint32Array;
  #stamp = 0;
  readonly #firsts = new Map<number, readonly number[]>();
  readonly #maxStates: number;
  #states = new Map<string, State>();

  constructor(sources: readonly string[], options: AutomatonOptions) {
    const { fold } = options;
    const parsed = sources.map((source) => parsePattern(source, fold));
    this.#starts = parsed.map((pattern) => pattern.start);
    this.#ends = parsed.map((pattern) => pattern.end);
    this.#positions = buildPositions(parsed.map((pattern) => pattern.node));
    this.patterns = this.#positions.patterns;
    this.#maxStates = options.maxStates ?? 4096;
    this.maxLength = Math.max(
      1,
      ...this.patterns.map((pattern, i) => pattern.maxLength + (this.#ends[i] === 'any' ? 0 : 1)),
    );
    const word = mapCharset(wordUnits, fold);
    const token = mapCharset(tokenUnits, fold);
    this.alphabet = buildAlphabet(
      [...this.#positions.sets, ...(options.sets ?? []), word, token, newlineUnits],
      fold,
    );
    this.#has = this.#positions.sets.map((set) => this.alphabet.has(set));
    this.wordClass = this.alphabet.has(word);
    const tokenClass = this.alphabet.has(token);
    const newlineClass = this.alphabet.has(newlineUnits);
    this.#contextOf = Uint8Array.from(
      this.wordClass,
      (isWord, cls) =>
        (isWord ? afterWord : 0) |
        (tokenClass[cls] ? afterToken : 0) |
        (newlineClass[cls] ? afterNewline : 0),
    );
    const size = this.#positions.sets.length;
    this.#isFirst = new Uint8Array(size);
    this.#isLast = new Uint8Array(size);
    for (const pattern of this.patterns) {
      for (const position of pattern.first) this.#isFirst[position] = 1;
      for (const position of pattern.last) this.#isLast[position] = 1;
    }
    this.#mark = new Uint32Array(size);
    this.start = this.#intern([], atTextStart, []);
  }

  /** The state after `state` has read a unit of class `cls`; remembered in `state.next`. */
  step(state: State, cls: number): State {
    const { follow, patternOf } = this.#positions;
    const stamp = this.#newStamp();
    const reached: number[] = [];
    for (const position of state.positions) {
      for (const next of follow[position] ?? []) {
        this.visits++;
        if (this.#mark[next] === stamp || this.#has[next]?.[cls] !== 1) continue;
        this.#mark[next] = stamp;
        reached.push(next);
      }
    }
    for (const next of this.#firstsAt(state.context, cls)) {
      this.visits++;
      if (this.#mark[next] === stamp) continue;
      this.#mark[next] = stamp;
      reached.push(next);
    }
    const accepts = new Set<number>();
    const kept: number[] = [];
    for (const position of reached) {
      const pattern = patternOf[position] ?? 0;
      const isLast = this.#isLast[position] === 1;
      const isPending = isLast && this.#ends[pattern] !== 'any';
      if (isLast && !isPending) accepts.add(pattern);
      if (isPending || (follow[position]?.length ?? 0) > 0) kept.push(position);
    }
    kept.sort((a, b) => a - b);
    const next = this.#intern(
      kept,
      this.#contextOf[cls] ?? 0,
      [...accepts].sort((a, b) => a - b),
    );
    state.next[cls] = next;
    return next;
  }

  /**
   * The first unit of the longest match of `pattern` that ends before `end`, found by running backwards.
   * `classAt(i)` is the class of unit `i`, and -1 before the text's start; units before `oldest` are unknown.
   */
  findStart(pattern: number, end: number, oldest: number, classAt: (index: number) => number): number {
    const { precede } = this.#positions;
    let best = end - 1;
    let current: number[] = [];
    const lastClass = classAt(end - 1);
    for (const position of this.patterns[pattern]?.last ?? []) {
      this.visits++;
      if (this.#has[position]?.[lastClass] === 1) current.push(position);
    }
    for (let i = end - 1; current.length > 0; i--) {
      const before = classAt(i - 1);
      const context = before === -1 ? atTextStart : (this.#contextOf[before] ?? 0);
      if (startHolds(this.#starts[pattern], context) && current.some((p) => this.#isFirst[p] === 1)) best = i;
      if (i - 1 < oldest || before === -1) break;
      const stamp = this.#newStamp();
      const previous: number[] = [];
      for (const position of current) {
        for (const prior of precede[position] ?? []) {
          this.visits++;
          if (this.#mark[prior] === stamp || this.#has[prior]?.[before] !== 1) continue;
          this.#mark[prior] = stamp;
          previous.push(prior);
        }
      }
      current = previous;
    }
    return best;
  }

  #firstsAt(context: number, cls: number): readonly number[] {
    const key = context * this.alphabet.classCount + cls;
    let firsts = this.#firsts.get(key);
    if (firsts === undefined) {
      firsts = this.patterns.flatMap((pattern, i) =>
        startHolds(this.#starts[i], context) ? pattern.first.filter((p) => this.#has[p]?.[cls] === 1) : [],
      );
      this.#firsts.set(key, firsts);
    }
    return firsts;
  }

  #intern(positions: readonly number[], context: number, accepts: readonly number[]): State {
    const key = `${String.fromCharCode(...positions)}/${context}/${accepts.join()}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    if (this.#states.size >= this.#maxStates) this.#flush();
    const pending = new Set<number>();
    for (const position of positions) {
      const pattern = this.#positions.patternOf[position] ?? 0;
      if (this.#isLast[position] === 1 && this.#ends[pattern] !== 'any') pending.add(pattern);
    }
    const state: State = {
      positions,
      context,
      accepts,
      pending: [...pending].sort((a, b) => a - b),
      live: positions.length > 0,
      next: new Array<State | undefined>(this.alphabet.classCount).fill(undefined),
    };
    this.#states.set(key, state);
    return state;
  }

  /** Forgets every state. A stream may still stand on one: it keeps working, cut off from the others. */
  #flush(): void {
    this.flushes++;
    for (const state of this.#states.values()) state.next.fill(undefined);
    this.#states = new Map();
  }

  #newStamp(): number {
    this.#stamp = (this.#stamp + 1) >>> 0;
    if (this.#stamp === 0) {
      this.#mark.fill(0);
      this.#stamp = 1;
    }
    return this.#stamp;
  }
}

function startHolds(condition: StartCondition | undefined, context: number): boolean {
  switch (condition) {
    case 'word':
      return (context & afterWord) === 0;
    case 'token':
      return (context & afterToken) === 0;
    case 'line':
      return (context & afterNewline) !== 0;
    default:
      return true;
  }
}
