const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `30d`, `12h` or `90m`; undefined for anything else. */
export function durationMs(text: string): number | undefined {
  const [, amount = '', unit = ''] = /^([1-9][0-9]{0,5})([mhd])$/.exec(text) ?? [];
  const each = unitMs[unit];
  return each && Number(amount) * each;
}
