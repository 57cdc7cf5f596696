import type { Part, Severity } from '@ringwall/core';
import type { PatternSpec } from '../pattern/pattern-set.ts';

/** One thing a text may not hold, as data: what to look for, how bad it is, and texts that prove both. */
export interface Rule extends Omit<PatternSpec, 'source'> {
  /** Unique in its detector, kebab-case; appears in findings and in `[redacted:<id>]`. */
  readonly id: string;
  readonly severity: Severity;
  /** 0 to 1: how often a match is what the rule is about. */
  readonly confidence: number;
  /** One sentence for a person. */
  readonly reason: string;
  /** Each alone is a match; see `parsePattern` for the language. */
  readonly patterns: readonly string[];
  /** Only in parts of these roles; absent: wherever the detector looks. */
  readonly roles?: readonly Part['role'][] | undefined;
  readonly examples: {
    /** Every one is found. */
    readonly positive: readonly string[];
    /** None is found: the harmless neighbours of the positives. */
    readonly negative: readonly string[];
  };
}
