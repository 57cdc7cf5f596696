/** Appends within so many milliseconds share a mark. */
const markMs = 10;
/** After this many marks the newest stands for all that come after it: the oldest is what counts. */
const maxMarks = 10_000;

/** How long entries have been waiting to be followed. */
export class Lag {
  readonly #now: () => number;
  #marks: { readonly index: number; readonly atMs: number }[] = [];

  /** `now` in milliseconds, of a clock that nobody sets. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Entries from `index` on have become durable. */
  appended(index: number): void {
    const atMs = this.#now();
    const last = this.#marks.at(-1);
    if (last !== undefined && (atMs - last.atMs < markMs || this.#marks.length >= maxMarks)) return;
    this.#marks.push({ index, atMs });
  }

  /** Milliseconds since the oldest entry from `position` on became durable, to within ten; 0 where there is none. */
  ms(position: number, size: number): number {
    this.#forget(position);
    const oldest = this.#marks[0];
    return oldest === undefined || position >= size ? 0 : Math.round(this.#now() - oldest.atMs);
  }

  /** Marks that others have overtaken. */
  #forget(position: number): void {
    let overtaken = 0;
    while ((this.#marks[overtaken + 1]?.index ?? Number.POSITIVE_INFINITY) <= position) overtaken++;
    if (overtaken > 0) this.#marks = this.#marks.slice(overtaken);
  }
}
