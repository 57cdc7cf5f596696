import { z } from 'zod';
import { oidcSchema } from './oidc.ts';

const unitMs = { m: 60_000, h: 3_600_000 } as const;
const maxIdleMs = 12 * unitMs.h;

/** `30m` or `2h`. */
const idle = z
  .string()
  .regex(/^[1-9]\d{0,3}[mh]$/, 'must be a time such as 30m or 2h')
  .transform((text) => Number(text.slice(0, -1)) * (text.endsWith('h') ? unitMs.h : unitMs.m))
  .refine((ms) => ms <= maxIdleMs, 'must be at most 12h: by then a session ends anyway');

/** `signIn` of the configuration: how people sign in to the console. */
export const signInSchema = {
  /** Whether administrators and security need a second factor beside their password. */
  requireSecondFactor: z.boolean().default(true),
  /** How long a session may rest. */
  idle: idle.prefault('2h'),
  /** The identity provider that people may sign in with. */
  oidc: oidcSchema.optional(),
};
