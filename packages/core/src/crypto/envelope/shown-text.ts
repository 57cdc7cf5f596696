import { z } from 'zod';

/**
 * Text of a stranger that people will read in a terminal: well-formed, not empty, and free of control and
 * formatting characters, which could move the cursor, hide text or turn its direction.
 */
export function shownText(maxLength: number): z.ZodString {
  return z
    .string()
    .min(1)
    .max(maxLength)
    .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'has characters that cannot be shown');
}
