/** The value below which `share` (0 to 1) of the values lie; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Calls `work` `total` times, `inFlight` of them at a time; the seconds all took together. */
export async function closedLoop(
  total: number,
  inFlight: number,
  work: (turn: number) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  const began = performance.now();
  const one = async () => {
    while (next < total) await work(next++);
  };
  await Promise.all(Array.from({ length: inFlight }, one));
  return (performance.now() - began) / 1000;
}
