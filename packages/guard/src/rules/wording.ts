/** Up to `count` words of any kind and the gaps behind them: what people put between the words that matter. */
export function upTo(count: number): string {
  return `(\\w{1,14} ){0,${count}}`;
}
