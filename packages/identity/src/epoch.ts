/**
 * Counts the changes after which somebody may be allowed less or more than before: a key revoked, a user disabled, a
 * grant made, a policy replaced. What was decided under another value must be decided again.
 */
export class Epoch {
  #value = 0;

  get value(): number {
    return this.#value;
  }

  advance(): void {
    this.#value++;
  }
}
