/** A set of UTF-16 units as sorted, disjoint, non-adjacent ranges `[low, high]`. */
export type Charset = readonly (readonly [low: number, high: number])[];

export const lastUnit = 0xffff;

/** Sorts and joins ranges. */
export function charset(ranges: Charset): Charset {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const joined: [number, number][] = [];
  for (const [low, high] of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else joined.push([low, high]);
  }
  return joined;
}

/** Every unit that is not in the set. */
export function complement(set: Charset): Charset {
  const rest: [number, number][] = [];
  let next = 0;
  for (const [low, high] of set) {
    if (low > next) rest.push([next, low - 1]);
    next = high + 1;
  }
  if (next <= lastUnit) rest.push([next, lastUnit]);
  return rest;
}

/** The set of the units' images. */
export function mapCharset(set: Charset, map: (unit: number) => number): Charset {
  const images = new Set<number>();
  for (const [low, high] of set) {
    for (let unit = low; unit <= high; unit++) images.add(map(unit));
  }
  return charset(Array.from(images, (image) => [image, image] as const));
}

export function charsetHas(set: Charset, unit: number): boolean {
  for (const [low, high] of set) if (unit <= high) return unit >= low;
  return false;
}

/** A name by which equal sets are equal. */
export function charsetKey(set: Charset): string {
  return set.map(([low, high]) => `${low}-${high}`).join();
}
