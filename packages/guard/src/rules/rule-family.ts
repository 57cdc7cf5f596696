import type { Detector, Part } from '@ringwall/core';
import type { Fold } from '../pattern/fold.ts';
import { compilePatterns, type PatternSet } from '../pattern/pattern-set.ts';
import type { FindingKind } from './finding-list.ts';
import type { Rule } from './rule.ts';

/** All rules of one detector, as data. */
export interface RuleFamily
  extends Pick<Detector, 'id' | 'title' | 'threat' | 'stages' | 'budgetMs' | 'standards'> {
  /**
   * The rules by automaton. Rules that text often touches at the same time are cheaper apart, because the states
   * of one automaton are combinations; each automaton costs one pass.
   */
  readonly groups: readonly (readonly Rule[])[];
  /** Which spellings count as equal. */
  readonly fold: Fold;
  /** Which parts the rules are about. */
  reads(part: Omit<Part, 'text'>): boolean;
}

/** A family ready to read with. */
export interface CompiledFamily extends RuleFamily {
  readonly automata: readonly RuleAutomaton[];
}

/** One group of rules. */
export interface RuleAutomaton {
  readonly patterns: PatternSet;
  /** What a match of each pattern is. */
  readonly kinds: readonly FindingKind[];
  /** In which roles a match of each pattern counts; undefined: in all. */
  readonly roles: readonly (readonly Part['role'][] | undefined)[];
}

/** @throws GuardError guard/pattern-invalid */
export function compileFamily(family: RuleFamily): CompiledFamily {
  return { ...family, automata: family.groups.map((rules) => compileGroup(family, rules)) };
}

function compileGroup(family: RuleFamily, rules: readonly Rule[]): RuleAutomaton {
  const perPattern = rules.flatMap((rule) => {
    const { id, severity, confidence, reason, tail, until, lead, trail, roles } = rule;
    const kind = { detector: family.id, rule: id, threat: family.threat, severity, confidence, reason };
    return rule.patterns.map((source) => ({ spec: { source, tail, until, lead, trail }, kind, roles }));
  });
  return {
    patterns: compilePatterns(
      perPattern.map((pattern) => pattern.spec),
      { fold: family.fold },
    ),
    kinds: perPattern.map((pattern) => pattern.kind),
    roles: perPattern.map((pattern) => pattern.roles),
  };
}
