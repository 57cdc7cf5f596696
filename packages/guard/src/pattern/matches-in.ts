import { CodePointReader } from '../normalise/code-point-reader.ts';
import { Normaliser } from '../normalise/normaliser.ts';
import { createSkeletonTable } from '../normalise/skeleton-table.ts';
import { Bounder, createRunTable } from './bounder.ts';
import { exactFold, type Fold } from './fold.ts';
import { Matcher } from './matcher.ts';
import { compilePatterns, type PatternSet } from './pattern-set.ts';
import { PlaceRing } from './place-ring.ts';

/** One match in a text. */
export interface Match {
  readonly pattern: number;
  readonly start: number;
  readonly end: number;
}

/** Compiles plain patterns, for tests. */
export function patternSetOf(
  sources: readonly string[],
  options: { readonly fold?: Fold; readonly maxStates?: number } = {},
): PatternSet {
  const { fold = exactFold, maxStates } = options;
  return compilePatterns(
    sources.map((source) => ({ source })),
    { fold, maxStates },
  );
}

const runs = createRunTable();

/** All matches in the deltas read one after the other, and how far each delta settled them. For tests. */
export function matchesIn(
  set: PatternSet,
  deltas: string | readonly string[],
  onSettled: (settled: number, matches: readonly Match[]) => void = () => {},
): readonly Match[] {
  const matches: Match[] = [];
  const places = new PlaceRing(set.automaton.program.maxLength);
  const matcher = new Matcher(set, places, (pattern, start, end) => matches.push({ pattern, start, end }));
  const bounder = new Bounder(runs, {
    take(batch) {
      places.remember(batch);
      matcher.take(batch);
    },
  });
  const reader = new CodePointReader('text', new Normaliser(createSkeletonTable(), bounder));
  for (const delta of typeof deltas === 'string' ? [deltas] : deltas) {
    reader.push(delta);
    onSettled(matcher.settled(reader.passed), matches);
  }
  reader.end();
  matcher.end();
  onSettled(matcher.settled(reader.passed), matches);
  return matches;
}
