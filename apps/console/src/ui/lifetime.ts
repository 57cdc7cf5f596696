const dayMs = 86_400_000;

/** How long something may last, as a form offers it. */
export const lifetimes = [
  { value: '', word: 'Never' },
  { value: '7', word: 'In 7 days' },
  { value: '30', word: 'In 30 days' },
  { value: '90', word: 'In 90 days' },
  { value: '365', word: 'In a year' },
] as const;

/** When a lifetime in days that begins now ends; undefined for one that does not. */
export function endOf(days: string, nowMs: number): string | undefined {
  return days === '' ? undefined : new Date(nowMs + Number(days) * dayMs).toISOString();
}
