/** Up to `count` words of any kind and the gaps behind them: what people put between the words that matter. */
export function upTo(count: number): string {
  return `(~ ){0,${count}}`;
}

/** Anything within the same sentence, or nothing. */
export const within = '(… )?';
