import type { RetentionPolicy } from '@ringwall/ledger';
import { z } from 'zod';

const unitMs = { h: 3_600_000, d: 86_400_000, y: 365 * 86_400_000 } as const;
const dayMs = unitMs.d;

/** `12h`, `30d` or `10y` (of 365 days). */
const span = z
  .string()
  .regex(/^[1-9]\d{0,4}[hdy]$/, 'must be a time such as 12h, 30d or 10y')
  .transform((text) => {
    const unit = text.endsWith('h') ? 'h' : text.endsWith('d') ? 'd' : 'y';
    return Number(text.slice(0, -1)) * unitMs[unit];
  });
// Body keys are of days: what is kept for less would go while it is still being recorded.
const days = span.refine((ms) => ms >= dayMs, 'must be a day or more');

/** `retention` of the configuration: how long each class of data is kept; what is not named is kept for good. */
export const retentionSchema = z
  .strictObject({ bodies: days, traffic: days, access: days, administration: days })
  .partial()
  .default({});

/** The same without members that are not there. */
export function retentionPolicy({
  bodies,
  traffic,
  access,
  administration,
}: z.output<typeof retentionSchema>): RetentionPolicy {
  return {
    ...(bodies !== undefined && { bodies }),
    ...(traffic !== undefined && { traffic }),
    ...(access !== undefined && { access }),
    ...(administration !== undefined && { administration }),
  };
}
