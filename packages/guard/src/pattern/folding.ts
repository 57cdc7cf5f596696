import { skeletonOf } from '../normalise/skeleton.ts';
import { type Charset, mapCharset } from './charset.ts';
import type { Fold } from './fold.ts';

/** A fold applied to sets; equal questions get the same object back, which keeps compiling cheap. */
export interface Folding {
  readonly fold: Fold;
  /** The sets that read a character: one for each unit of its skeleton. */
  literal(character: string): readonly Charset[];
  /** The set of the images of a set's units. */
  set(set: Charset): Charset;
}

export function createFolding(fold: Fold): Folding {
  const literals = new Map<string, readonly Charset[]>();
  const singles = new Map<number, Charset>();
  const sets = new Map<Charset, Charset>();
  function single(unit: number): Charset {
    const image = fold(unit);
    const known = singles.get(image) ?? [[image, image]];
    singles.set(image, known);
    return known;
  }
  return {
    fold,
    literal(character) {
      const known = literals.get(character);
      if (known !== undefined) return known;
      const sets: Charset[] = [];
      const skeleton = skeletonOf(character.codePointAt(0) ?? 0);
      for (let i = 0; i < skeleton.length; i++) sets.push(single(skeleton.charCodeAt(i)));
      literals.set(character, sets);
      return sets;
    },
    set(set) {
      const known = sets.get(set) ?? mapCharset(set, fold);
      sets.set(set, known);
      return known;
    },
  };
}
