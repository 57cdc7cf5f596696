import { z } from 'zod';

/** A name for people: it is printed on terminals, so no control characters, line separators or lone surrogates. */
export const printableName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'must be printable text');
