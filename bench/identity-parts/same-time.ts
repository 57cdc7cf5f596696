/** Of two samples of times: by how many standard errors their means differ, and by how much. */
export interface Comparison {
  /** Welch's t. Beyond 4.5, as in leakage tests (TVLA), the two take different times. */
  readonly t: number;
  readonly differenceNs: number;
  readonly meanNs: number;
}

/** Welch's t-test; each sample without its slowest tenth, which others on the machine have made so. */
export function compare(first: readonly number[], second: readonly number[]): Comparison {
  const [a, b] = [quieter(first), quieter(second)].map(moments);
  if (a === undefined || b === undefined) return { t: 0, differenceNs: 0, meanNs: 0 };
  const differenceNs = a.mean - b.mean;
  const error = Math.sqrt(a.variance / a.count + b.variance / b.count);
  return { t: error === 0 ? 0 : differenceNs / error, differenceNs, meanNs: b.mean };
}

function quieter(times: readonly number[]): readonly number[] {
  return times.toSorted((x, y) => x - y).slice(0, Math.floor(times.length * 0.9));
}

function moments(times: readonly number[]) {
  const count = times.length;
  const mean = times.reduce((sum, time) => sum + time, 0) / count;
  const variance = times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / (count - 1);
  return { count, mean, variance };
}
