import { type Alphabet, buildAlphabet } from './alphabet.ts';
import { type Charset, charset } from './charset.ts';
import type { Folding } from './folding.ts';
import { parsePattern } from './parse-pattern.ts';
import type { EndCondition, StartCondition } from './pattern-node.ts';
import { buildPositions, type PatternPositions } from './positions.ts';
import { newlineUnits, tokenUnits, wordRun, wordUnits } from './unit-sets.ts';

/** Patterns compiled to positions and classes: all an automaton needs to know about them. */
export interface Program {
  readonly alphabet: Alphabet;
  readonly patterns: readonly ProgramPattern[];
  readonly positionCount: number;
  readonly patternOf: readonly number[];
  readonly follow: readonly (readonly number[])[];
  readonly precede: readonly (readonly number[])[];
  readonly isFirst: Uint8Array;
  readonly isLast: Uint8Array;
  readonly isStretch: Uint8Array;
  /** `reads[position][class]` is 1 where the position reads units of the class. */
  readonly reads: readonly Uint8Array[];
  /** Start conditions that hold behind a unit of each class, as bits. */
  readonly contextOf: Uint8Array;
  /** 1 for the classes of letters and digits. */
  readonly wordClass: Uint8Array;
  /** Whether any pattern leaves the bounding of its length to a `Bounder`. */
  readonly hasLoops: boolean;
  /** Length of the longest match, with the unit an end condition looks at. */
  readonly maxLength: number;
}

export interface ProgramPattern extends PatternPositions {
  /** Bits of `contextOf` of which one must hold before a match. */
  readonly startBits: number;
  readonly end: EndCondition;
}

/** Bits of a context. */
const bits: Readonly<Record<StartCondition, number>> = { any: 1, word: 2, token: 4, line: 8 };
/** Behind nothing every start condition holds. */
export const textStartContext = 15;

/** @throws GuardError guard/pattern-invalid */
export function compileProgram(
  sources: readonly string[],
  options: { readonly folding: Folding; readonly sets: readonly Charset[] },
): Program {
  const { folding } = options;
  const parsed = sources.map((source) => parsePattern(source, folding));
  const positions = buildPositions(
    parsed.map((pattern) => pattern.node),
    folding,
  );
  const word = charset([...folding.set(wordUnits), [wordRun.overlong, wordRun.overlong]]);
  const token = folding.set(tokenUnits);
  const sets = [...positions.sets, ...options.sets, word, token, newlineUnits];
  const alphabet = buildAlphabet(sets, folding.fold);
  const patterns = parsed.map(({ start, end }, i): ProgramPattern => {
    const { first = [], last = [], maxLength = 0 } = positions.patterns[i] ?? {};
    return { first, last, end, startBits: bits[start], maxLength: maxLength + (end === 'any' ? 0 : 1) };
  });
  const used = patterns.reduce((all, pattern) => all | pattern.startBits, bits.any);
  const wordClass = alphabet.has(word);
  const tokenClass = alphabet.has(token);
  const newlineClass = alphabet.has(newlineUnits);
  return {
    alphabet,
    patterns,
    positionCount: positions.sets.length,
    patternOf: positions.patternOf,
    follow: positions.follow,
    precede: positions.precede,
    isFirst: marked(
      positions.sets.length,
      patterns.flatMap((pattern) => pattern.first),
    ),
    isLast: marked(
      positions.sets.length,
      patterns.flatMap((pattern) => pattern.last),
    ),
    isStretch: marked(positions.sets.length, [...positions.stretches]),
    reads: positions.sets.map((set) => alphabet.has(set)),
    contextOf: Uint8Array.from(wordClass, (isWord, cls) => {
      const line = newlineClass[cls] === 1 ? bits.line : 0;
      return used & (bits.any | (isWord ? 0 : bits.word) | (tokenClass[cls] ? 0 : bits.token) | line);
    }),
    wordClass,
    hasLoops: positions.follow.some((next, position) => next.includes(position)),
    maxLength: Math.max(1, ...patterns.map((pattern) => pattern.maxLength)),
  };
}

function marked(size: number, members: readonly number[]): Uint8Array {
  const marks = new Uint8Array(size);
  for (const member of members) marks[member] = 1;
  return marks;
}
