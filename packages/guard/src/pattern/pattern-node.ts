import type { Charset } from './charset.ts';
import type { RunKind } from './unit-sets.ts';

/** What a pattern means, before it becomes an automaton. */
export type PatternNode =
  | { readonly kind: 'set'; readonly set: Charset }
  | { readonly kind: 'run'; readonly run: RunKind }
  | { readonly kind: 'stretch' }
  | { readonly kind: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly item: PatternNode; readonly min: number; readonly max: number };

/** What must stand before a match: anything, no letter or digit, no token character, the start of a line. */
export type StartCondition = 'any' | 'word' | 'token' | 'line';
/** What must follow a match: anything, or no letter or digit. */
export type EndCondition = 'any' | 'word';

export interface ParsedPattern {
  readonly node: PatternNode;
  readonly start: StartCondition;
  readonly end: EndCondition;
}
