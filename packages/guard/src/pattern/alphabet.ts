import { type Charset, charsetHas, charsetKey, lastUnit } from './charset.ts';
import type { Fold } from './fold.ts';

/**
 * Units that no pattern tells apart form one class; an automaton then has as many columns as there are
 * classes instead of 65,536.
 */
export interface Alphabet {
  readonly classCount: number;
  /** The class of each unit, fold included. */
  readonly classOf: Uint16Array;
  /** `has(set)[class]` is 1 for the classes of the set. Sets must be among those the alphabet was built from. */
  has(set: Charset): Uint8Array;
}

/** Builds the coarsest alphabet that tells the sets apart. The sets are already folded. */
export function buildAlphabet(sets: readonly Charset[], fold: Fold): Alphabet {
  const keys = new Map<Charset, string>();
  const keyOf = (set: Charset) => {
    const key = keys.get(set) ?? charsetKey(set);
    keys.set(set, key);
    return key;
  };
  const distinct = new Map(sets.map((set) => [keyOf(set), set]));
  const edges = new Set([0, lastUnit + 1]);
  for (const set of distinct.values()) {
    for (const [low, high] of set) edges.add(low).add(high + 1);
  }
  const cuts = [...edges].sort((a, b) => a - b);
  const members = [...distinct.values()];
  const classBySignature = new Map<string, number>();
  const classOfFolded = new Uint16Array(lastUnit + 1);
  const samples: number[] = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const low = cuts[i] ?? 0;
    let signature = '';
    for (let m = 0; m < members.length; m++) {
      const set = members[m];
      if (set !== undefined && charsetHas(set, low)) signature += `${m},`;
    }
    let cls = classBySignature.get(signature);
    if (cls === undefined) {
      cls = samples.push(low) - 1;
      classBySignature.set(signature, cls);
    }
    classOfFolded.fill(cls, low, cuts[i + 1]);
  }
  const classOf = new Uint16Array(lastUnit + 1);
  for (let unit = 0; unit <= lastUnit; unit++) classOf[unit] = classOfFolded[fold(unit)] ?? 0;
  const rows = new Map<string, Uint8Array>();
  return {
    classCount: samples.length,
    classOf,
    has(set) {
      const key = keyOf(set);
      let row = rows.get(key);
      if (row === undefined) {
        row = Uint8Array.from(samples, (unit) => (charsetHas(set, unit) ? 1 : 0));
        rows.set(key, row);
      }
      return row;
    },
  };
}
