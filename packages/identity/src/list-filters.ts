import { z } from 'zod';

/** What lists that can be searched take, under the name it has everywhere. */
export const textQuery = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .describe('Found letter by letter, without regard to case, in ids and names.');

/** Whether one of the words has this text in it; without a text all have. */
export function hasText(text: string | undefined, ...words: readonly string[]): boolean {
  if (text === undefined) return true;
  const wanted = text.toLowerCase();
  return words.some((word) => word.toLowerCase().includes(wanted));
}

/** Whether somebody may be let in, as lists are narrowed to. */
export const standingQuery = z.enum(['active', 'disabled']).optional();

/** Whether something is as asked for, where it is asked for. */
export function isAsked<Value>(asked: Value | undefined, value: Value): boolean {
  return asked === undefined || asked === value;
}
