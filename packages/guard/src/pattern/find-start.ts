import type { Program } from './program.ts';
import { textStartContext } from './program.ts';

/** The units read last, for running backwards. */
export interface ReadBack {
  /** The class of unit `index`, and -1 before the text's start. */
  classAt(index: number): number;
  /** Whether the text was cut between unit `index` and the one before. */
  isCutBefore(index: number): boolean;
}

/**
 * The first unit of the longest match of `pattern` that ends before unit `end`, found by running the pattern
 * backwards. Costs no more than the longest match times the pattern's positions.
 */
export function findStart(program: Program, pattern: number, end: number, read: ReadBack): number {
  const { precede, reads, isFirst, isStretch, contextOf } = program;
  const { last = [], startBits = 0, maxLength = 0 } = program.patterns[pattern] ?? {};
  const lastClass = read.classAt(end - 1);
  let current = new Set(last.filter((position) => reads[position]?.[lastClass] === 1));
  let best = end - 1;
  for (let i = end - 1; current.size > 0 && i > end - 1 - maxLength; i--) {
    const before = read.classAt(i - 1);
    const context = before === -1 ? textStartContext : (contextOf[before] ?? 0);
    if ((startBits & context) !== 0 && some(current, (position) => isFirst[position] === 1)) best = i;
    if (before === -1) break;
    const isCut = read.isCutBefore(i);
    const previous = new Set<number>();
    for (const position of current) {
      for (const prior of precede[position] ?? []) {
        if (reads[prior]?.[before] === 1 && !(isCut && isStretch[prior] === 1)) previous.add(prior);
      }
    }
    current = previous;
  }
  return best;
}

function some(positions: ReadonlySet<number>, test: (position: number) => boolean): boolean {
  for (const position of positions) if (test(position)) return true;
  return false;
}
