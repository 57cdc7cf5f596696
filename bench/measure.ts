/** What a figure must reach: at most or at least so much, in the figure's own unit. */
export type Goal =
  | { readonly kind: 'at-most'; readonly value: number }
  | { readonly kind: 'at-least'; readonly value: number };

/** One figure as a bench measured it. */
export interface Measure {
  /** What was measured, e.g. `boot`. */
  readonly name: string;
  readonly value: number;
  /** `s`, `ms`, `1/s`, `ratio`... */
  readonly unit: string;
  /** Absent: told for context, and nothing fails on it. */
  readonly goal?: Goal;
  /** The named peer or floor, measured in the same run, in the same unit. */
  readonly peer?: { readonly name: string; readonly value: number };
}

/** What a bench that cannot run here says instead of figures. */
export interface Skipped {
  readonly skipped: string;
}

/** A file `bench/<name>.ts` exports one of these as `bench`; `npm run bench -- <name>` runs it. */
export interface Bench {
  readonly title: string;
  /** `progress` writes one line to stderr; `signal` aborts when the bench is interrupted. */
  run(context: {
    readonly signal: AbortSignal;
    readonly progress: (line: string) => void;
  }): Promise<readonly Measure[] | Skipped>;
}

/** A goal of at most `value`. */
export function atMost(value: number): Goal {
  return { kind: 'at-most', value };
}

/** A goal of at least `value`. */
export function atLeast(value: number): Goal {
  return { kind: 'at-least', value };
}
