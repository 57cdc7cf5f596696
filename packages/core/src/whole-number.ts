import { z } from 'zod';

/** A whole number from 0 on as a query spells it: decimal digits and nothing else. */
export const wholeNumber = z.preprocess(
  (text) => (typeof text === 'string' && /^[0-9]{1,15}$/.test(text) ? Number(text) : text),
  z.int().nonnegative(),
);
