import type { Goal, Measure } from './measure.ts';

/** A measure beside its goal, as `--json` prints it. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** `<= 60` or `>= 1000`; null where the figure is only told. */
  readonly goal: string | null;
  readonly met: boolean | null;
  readonly peer?: { readonly name: string; readonly value: number };
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  readonly node: string;
}

export interface BenchReport {
  readonly bench: string;
  readonly figures: readonly Figure[];
  readonly machine: Machine;
}

/** Sets measures beside their goals. */
export function benchReport(name: string, measures: readonly Measure[], machine: Machine): BenchReport {
  const figures = measures.map(({ name, value, unit, goal, peer }) => ({
    name,
    value,
    unit,
    goal: goal === undefined ? null : spell(goal),
    met: goal === undefined ? null : reached(value, goal),
    ...(peer === undefined ? {} : { peer }),
  }));
  return { bench: name, figures, machine };
}

/** Whether any figure missed its goal: the bench then exits 1. */
export function missedGoal(report: BenchReport): boolean {
  return report.figures.some((figure) => figure.met === false);
}

/** The report as a table for people. */
export function renderReport(report: BenchReport, title: string): string {
  const rows = report.figures.map((figure) => [
    figure.name,
    `${round(figure.value)} ${figure.unit}`,
    figure.goal === null ? '' : `goal ${figure.goal} ${figure.unit}`,
    figure.met === null ? '' : figure.met ? 'met' : 'MISSED',
    figure.peer === undefined ? '' : `${figure.peer.name}: ${round(figure.peer.value)} ${figure.unit}`,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const { cpu, cores, memoryGiB, platform, node } = report.machine;
  return [
    `${report.bench}: ${title}`,
    ...rows.map((row) =>
      `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
    ),
    `  on ${cpu}, ${cores} cores, ${memoryGiB} GiB, ${platform}, Node ${node}`,
    '',
  ].join('\n');
}

function spell(goal: Goal): string {
  return `${goal.kind === 'at-most' ? '<=' : '>='} ${goal.value}`;
}

function reached(value: number, goal: Goal): boolean {
  // A figure that is not a number reached nothing.
  return goal.kind === 'at-most' ? value <= goal.value : value >= goal.value;
}

/** Three significant digits below a thousand, whole numbers above. */
function round(value: number): string {
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
