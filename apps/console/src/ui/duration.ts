const units = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A duration as typed (`90 s`, `1.5 h`, `30 d`), in milliseconds; undefined for what is none. */
export function parseDuration(text: string): number | undefined {
  const [, amount = '', unit = ''] = /^\s*(\d{1,9}(?:\.\d{1,3})?)\s*([a-z]{1,3})\s*$/.exec(text) ?? [];
  const [, unitMs] = Object.entries(units).find(([name]) => name === unit) ?? [];
  const ms = unitMs === undefined ? 0 : Math.round(Number(amount) * unitMs);
  return ms > 0 ? ms : undefined;
}

/** The same the other way: in the largest unit of which it is a whole number. */
export function writeDuration(ms: number): string {
  const [unit, unitMs] = Object.entries(units).findLast(([, each]) => ms % each === 0) ?? ['ms', 1];
  return `${ms / unitMs} ${unit}`;
}
