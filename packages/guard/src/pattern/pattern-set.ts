import { GuardError } from '../errors.ts';
import { Automaton } from './automaton.ts';
import type { Charset } from './charset.ts';
import type { Fold } from './fold.ts';
import { createFolding, type Folding } from './folding.ts';
import { parsePattern } from './parse-pattern.ts';
import { compileProgram } from './program.ts';

/** One pattern and how far its match reaches beyond what the pattern itself spells. */
export interface PatternSpec {
  readonly source: string;
  /** A class, e.g. `[A-Za-z0-9]`: the match goes on while units are of it. */
  readonly tail?: string | undefined;
  /** A pattern: the match goes on to its end, or to the end of the channel. */
  readonly until?: string | undefined;
  /** Units at the start that are needed to recognise the match and are not part of it. */
  readonly lead?: number | undefined;
  /** The same at the end. */
  readonly trail?: number | undefined;
}

/** Patterns compiled together; shared by all channels that are read with them. */
export interface PatternSet {
  readonly specs: readonly PatternSpec[];
  readonly automaton: Automaton;
  /** Per pattern with a tail: 1 for the classes of it. */
  readonly tails: readonly (Uint8Array | undefined)[];
  /** Per pattern that closes another's match: that other. */
  readonly closes: readonly (number | undefined)[];
}

/** @throws GuardError guard/pattern-invalid */
export function compilePatterns(
  specs: readonly PatternSpec[],
  options: { readonly fold: Fold; readonly maxStates?: number | undefined },
): PatternSet {
  const folding = createFolding(options.fold);
  const sources = specs.map((spec) => spec.source);
  const closes: (number | undefined)[] = specs.map(() => undefined);
  specs.forEach((spec, i) => {
    if (spec.until === undefined) return;
    sources.push(spec.until);
    closes.push(i);
  });
  const tailSets = specs.map((spec) => (spec.tail === undefined ? undefined : tailSet(spec.tail, folding)));
  const sets = tailSets.filter((set) => set !== undefined);
  const program = compileProgram(sources, { folding, sets });
  const automaton = new Automaton(program, options.maxStates);
  const tails = tailSets.map((set) => (set === undefined ? undefined : program.alphabet.has(set)));
  return { specs, automaton, tails, closes };
}

function tailSet(source: string, folding: Folding): Charset {
  const { node } = parsePattern(source, folding);
  const only = node.kind === 'sequence' && node.items.length === 1 ? node.items[0] : undefined;
  if (only?.kind === 'set') return only.set;
  throw new GuardError('guard/pattern-invalid', `The tail "${source}" is not one class.`);
}
