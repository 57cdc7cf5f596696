const masked = '[secret]';

/**
 * A value that must not be seen. Every way of turning it into text by accident (template, JSON, console,
 * inspect) prints `[secret]`; only `reveal()` gives it back, so a reviewer can search for that one word.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return masked;
  }

  toJSON(): string {
    return masked;
  }

  [Symbol.toPrimitive](): string {
    return masked;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return masked;
  }
}
