import type { Part, Threat } from '@ringwall/core';
import type { SkeletonTable } from '../normalise/skeleton-table.ts';
import type { Fold } from '../pattern/fold.ts';
import { compilePatterns, type PatternSet } from '../pattern/pattern-set.ts';
import type { FindingKind } from './finding-list.ts';
import type { Rule } from './rule.ts';

/** Rules compiled into one automaton. */
export interface RuleSet {
  readonly patterns: PatternSet;
  readonly skeletons: SkeletonTable;
  /** What a match of each pattern is. */
  readonly kinds: readonly FindingKind[];
  /** In which roles a match of each pattern counts; undefined: in all. */
  readonly roles: readonly (readonly Part['role'][] | undefined)[];
}

export interface RuleSetOptions {
  /** Who reports the findings. */
  readonly detector: string;
  readonly threat: Threat;
  readonly fold: Fold;
  readonly skeletons: SkeletonTable;
  readonly maxStates?: number;
}

/** @throws GuardError guard/pattern-invalid */
export function compileRules(rules: readonly Rule[], options: RuleSetOptions): RuleSet {
  const { detector, threat, skeletons } = options;
  const perPattern = rules.flatMap((rule) => {
    const { id, severity, confidence, reason, tail, until, lead, trail } = rule;
    const kind: FindingKind = { detector, rule: id, threat, severity, confidence, reason };
    return rule.patterns.map((source) => ({
      spec: { source, tail, until, lead, trail },
      kind,
      roles: rule.roles,
    }));
  });
  const specs = perPattern.map((pattern) => pattern.spec);
  return {
    patterns: compilePatterns(specs, options),
    skeletons,
    kinds: perPattern.map((pattern) => pattern.kind),
    roles: perPattern.map((pattern) => pattern.roles),
  };
}
