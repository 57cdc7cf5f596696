/** The time that a demo fills. */
export interface DaySpan {
  readonly startMs: number;
  readonly spanMs: number;
  /** The hour of the day, from 0 to 23, so many milliseconds after the start. */
  readonly hourAt: (offsetMs: number) => number;
}

const hourMs = 3_600_000;

/** How many of something a shorter or longer time has, of which a day has `perDay`; never fewer than `least`. */
export function scaled(perDay: number, { spanMs }: Pick<DaySpan, 'spanMs'>, least: number): number {
  return Math.max(least, Math.round((perDay * spanMs) / (24 * hourMs)));
}

/**
 * So many hours up to a moment; a day and more begins with a whole hour, as charts of that length do. `hourOf` tells the
 * hour of the day where the demo is looked at.
 */
export function daySpan({
  endMs,
  hours,
  hourOf = (timeMs) => new Date(timeMs).getHours(),
}: {
  readonly endMs: number;
  readonly hours: number;
  readonly hourOf?: (timeMs: number) => number;
}): DaySpan {
  const hourEndMs = hours < 24 ? endMs : (Math.floor(endMs / hourMs) + 1) * hourMs;
  const startMs = hourEndMs - hours * hourMs;
  return { startMs, spanMs: endMs - startMs, hourAt: (offsetMs) => hourOf(startMs + offsetMs) };
}
