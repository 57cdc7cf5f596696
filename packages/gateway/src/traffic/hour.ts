export const hourMs = 3_600_000;

/** The beginning of the hour of a time. */
export function hourOf(timeMs: number): number {
  return Math.floor(timeMs / hourMs) * hourMs;
}
