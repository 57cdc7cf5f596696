/** Up to `count` words of any kind and the gaps behind them: what people put between the words that matter. */
export function upTo(count: number): string {
  return `(~ ){0,${count}}`;
}

/** Anything within the same sentence, or nothing. */
export const within = '(… )?';

/** The pattern where a sentence, a line or a list item begins: an order rather than a mention. */
export function asSentence(pattern: string): readonly string[] {
  return [`^([-*>#"'([] ?)?(please |now )?${pattern}`, `[.!?:;)\\]] (please |now |so |then )?${pattern}`];
}
