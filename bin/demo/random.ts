/** Where chance in the demo comes from: the same seed, the same day. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  chance(probability: number): boolean;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  one<T>(items: readonly [T, ...T[]]): T;
  /** Around 1, mostly within a factor of `spread`, and now and then far above: as waiting times are. */
  factor(spread: number): number;
  /** A generator of its own, so that what one part draws changes nothing in another. */
  fork(label: string): Random;
}

/** A small generator (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    chance: (probability) => next() < probability,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    one: (items) => items[Math.floor(next() * items.length)] ?? items[0],
    factor: (spread) => spread ** ((next() + next() + next() - 1.5) / 0.75),
    fork: (label) => seededRandom([...label].reduce((sum, c) => Math.imul(sum, 31) + c.charCodeAt(0), seed)),
  };
}
