import { skeletonOf } from './skeleton.ts';

/**
 * A memo of `skeletonOf`. For the basic plane `single` answers in one read: a unit 1 to 65535, `dropped`,
 * `several` or `unknown` (ask `long`, which fills it in). Bounded by Unicode's size; in practice by what is written.
 */
export interface SkeletonTable {
  readonly single: Int32Array;
  long(codePoint: number): string;
}

export const unknown = 0;
export const dropped = -1;
export const several = -2;

export function createSkeletonTable(): SkeletonTable {
  const single = new Int32Array(0x10000);
  const longer = new Map<number, string>();
  return {
    single,
    long(codePoint) {
      const known = longer.get(codePoint);
      if (known !== undefined) return known;
      const skeleton = skeletonOf(codePoint);
      if (codePoint < 0x10000) {
        single[codePoint] =
          skeleton === '' ? dropped : skeleton.length === 1 ? skeleton.charCodeAt(0) : several;
      }
      if (skeleton.length > 1 || codePoint >= 0x10000) longer.set(codePoint, skeleton);
      return skeleton;
    },
  };
}
