import type { Json } from '../../packages/core/src/index.ts';

/** A member of a JSON object; undefined of anything else. */
export function member(value: Json | undefined, name: string): Json | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
}
