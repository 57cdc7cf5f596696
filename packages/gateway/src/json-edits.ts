import type { Edit, Part } from '@ringwall/core';

const quote = 0x22;
const backslash = 0x5c;
/** What a number, `true`, `false` or `null` is made of. */
const scalar = /[\w.+-]+/g;

/**
 * Fits edits of a text that is itself JSON (tool arguments) into its strings, so that it is JSON afterwards too: a
 * finding may reach from the name of a member into its value. Each string such an edit touches is edited for
 * itself, a number becomes a string, and what holds the document together stays. Edits are to be given in order.
 */
export class JsonEdits {
  #at = 0;
  #inString = false;

  /** `text` may have grown since the last call. */
  fit(text: string, edit: Edit): readonly Edit[] {
    const fitted: Edit[] = [];
    this.#readTo(text, edit.start);
    while (this.#at < edit.end) {
      const start = this.#at;
      const inside = this.#inString;
      this.#readTo(text, edit.end, { stopAtQuote: true });
      const end = this.#inString === inside ? this.#at : this.#at - 1;
      if (inside) {
        if (end > start) fitted.push({ ...edit, start, end });
        continue;
      }
      for (const { 0: run, index } of text.slice(start, end).matchAll(scalar)) {
        const from = start + index;
        fitted.push({
          ...edit,
          start: from,
          end: from + run.length,
          replacement: JSON.stringify(edit.replacement),
        });
      }
    }
    return fitted;
  }

  /** Reads on to `to`, or over the next quote that begins or ends a string. */
  #readTo(text: string, to: number, { stopAtQuote = false } = {}): void {
    while (this.#at < to) {
      const unit = text.charCodeAt(this.#at++);
      if (this.#inString && unit === backslash) this.#at++;
      else if (unit === quote) {
        this.#inString = !this.#inString;
        if (stopAtQuote) return;
      }
    }
  }
}

/** The edits of a whole subject, those of its JSON parts fitted. */
export function fitEdits(parts: readonly Part[], edits: readonly Edit[]): readonly Edit[] {
  const texts = new Map(
    parts.filter(({ syntax }) => syntax === 'json').map((part) => [part.pointer, part.text]),
  );
  if (texts.size === 0) return edits;
  const fitting = new Map<string, JsonEdits>();
  return edits.flatMap((edit) => {
    const text = texts.get(edit.pointer);
    if (text === undefined) return [edit];
    const fit = fitting.get(edit.pointer) ?? new JsonEdits();
    fitting.set(edit.pointer, fit);
    return fit.fit(text, edit);
  });
}
