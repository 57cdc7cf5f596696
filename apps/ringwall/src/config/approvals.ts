import { approvableActions } from '@ringwall/identity';
import { z } from 'zod';

const unitMs = { h: 3_600_000, d: 86_400_000 } as const;
const maxMs = 30 * unitMs.d;

/** `24h` or `7d`. */
const span = z
  .string()
  .regex(/^[1-9]\d{0,2}[hd]$/, 'must be a time such as 24h or 7d')
  .transform((text) => Number(text.slice(0, -1)) * (text.endsWith('h') ? unitMs.h : unitMs.d))
  .refine((ms) => ms <= maxMs, 'must be at most 30d');

/** `approvals` of the configuration: which actions take two persons, and how long a request for the second stands. */
export const approvalsSchema = z
  .strictObject({ actions: z.array(z.enum(approvableActions)).default([]), validFor: span.prefault('24h') })
  .prefault({});
