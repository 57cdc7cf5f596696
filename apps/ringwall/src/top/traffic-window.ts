import { z } from 'zod';

/** What is read of a request; more members are let through. */
export const topRow = z.looseObject({
  request: z.string(),
  time: z.string(),
  key: z.string(),
  keyName: z.string(),
  route: z.string(),
  model: z.string(),
  state: z.string(),
  decision: z.enum(['allow', 'flag', 'redact', 'block']).optional(),
  rules: z.array(z.string()),
  inputTokens: z.number().optional(),
  outputTokens: z.number().optional(),
  nanoDollars: z.number().optional(),
  totalMs: z.number().optional(),
});
export type TopRow = z.infer<typeof topRow>;

/** As many requests as are kept, whatever their rate. */
export const maxRows = 20_000;

/** The requests of the last while, each once, in the order in which they came. */
export class TrafficWindow {
  readonly windowMs: number;
  readonly #rows = new Map<string, TopRow>();
  #dropped = false;

  constructor(windowMs: number) {
    this.windowMs = windowMs;
  }

  /** Takes a request, or what has become of one. */
  add(row: TopRow): void {
    this.#rows.set(row.request, row);
    if (this.#rows.size <= maxRows) return;
    const [oldest] = this.#rows.keys();
    if (oldest !== undefined) this.#rows.delete(oldest);
    this.#dropped = true;
  }

  /** Those that came within the window; forgets the others. */
  rows(nowMs: number): { readonly rows: readonly TopRow[]; readonly partial: boolean } {
    for (const [id, { time }] of this.#rows) {
      if (Date.parse(time) > nowMs - this.windowMs) continue;
      this.#rows.delete(id);
      // Whatever was too much was older than this.
      this.#dropped = false;
    }
    return { rows: [...this.#rows.values()], partial: this.#dropped };
  }
}
