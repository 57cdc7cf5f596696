/** Numbers in [0, 1) that are the same for the same seed. */
export type SeededRandom = () => number;

/** Mulberry32: enough to choose what to break, and nothing else. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number in [from, to). */
export function between(random: SeededRandom, from: number, to: number): number {
  return from + Math.floor(random() * (to - from));
}

/** One of them; there must be at least one. */
export function oneOf<Value>(random: SeededRandom, values: readonly Value[]): Value {
  const chosen = values[between(random, 0, values.length)];
  if (chosen === undefined) throw new RangeError('There is nothing to choose from.');
  return chosen;
}
