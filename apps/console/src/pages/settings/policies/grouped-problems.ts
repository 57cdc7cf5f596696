import type { Schema } from '../../../api/operations.ts';

type Problem = Schema<'PolicyProblem'>;

/** A problem, and how many more there are of its kind at the same place: one for each action it is one for. */
export interface GroupedProblem extends Problem {
  readonly more: number;
}

/** Problems by where they are and what they advise, in their order. */
export function groupedProblems(problems: readonly Problem[]): readonly GroupedProblem[] {
  const groups = Map.groupBy(problems, ({ line, column, help }) => `${line}:${column}:${help ?? ''}`);
  return [...groups.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [{ ...first, more: rest.length }],
  );
}
