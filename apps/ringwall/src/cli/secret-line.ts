/** Longer passphrases are cut by nothing and by nobody: they are refused. */
export const maxSecretBytes = 1024;

export type LineState = 'more' | 'done' | 'cancelled' | 'too-long' | 'ignored';

const key = { interrupt: 0x03, endOfFile: 0x04, backspace: 0x08, clear: 0x15, escape: 0x1b, delete: 0x7f };

/**
 * One line typed without echo, byte by byte and never as a string: strings cannot be overwritten. Knows
 * backspace, Ctrl-U (clear), Ctrl-C and Ctrl-D (cancel), and leaves out the sequences of arrow keys.
 */
export class SecretLine {
  readonly #bytes = new Uint8Array(maxSecretBytes);
  #length = 0;
  #inSequence: 'no' | 'begun' | 'yes' = 'no';

  push(byte: number): LineState {
    if (this.#inSequence !== 'no') return this.#sequence(byte);
    switch (byte) {
      case 0x0d:
      case 0x0a:
        return 'done';
      case key.interrupt:
        return 'cancelled';
      case key.endOfFile:
        return this.#length === 0 ? 'cancelled' : 'done';
      case key.backspace:
      case key.delete:
        return this.#removeCharacter();
      case key.clear:
        this.#bytes.fill(0);
        this.#length = 0;
        return 'more';
      case key.escape:
        this.#inSequence = 'begun';
        return 'more';
    }
    if (byte < 0x20) return 'ignored';
    if (this.#length === maxSecretBytes) return 'too-long';
    this.#bytes[this.#length++] = byte;
    return 'more';
  }

  /** A copy of what was typed; the line itself forgets it. The caller overwrites the copy. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.forget();
    return taken;
  }

  forget(): void {
    this.#bytes.fill(0);
    this.#length = 0;
  }

  /** ECMA-48: ESC [ parameters final; or ESC and one character. */
  #sequence(byte: number): LineState {
    const goesOn = this.#inSequence === 'begun' ? byte === 0x5b || byte === 0x4f : byte < 0x40 || byte > 0x7e;
    this.#inSequence = goesOn ? 'yes' : 'no';
    return 'more';
  }

  #removeCharacter(): LineState {
    // A character of UTF-8 is its last byte and the continuation bytes (10xxxxxx) back to its first.
    while (this.#length > 0) {
      const byte = this.#bytes[--this.#length] ?? 0;
      this.#bytes[this.#length] = 0;
      if ((byte & 0xc0) !== 0x80) break;
    }
    return 'more';
  }
}
