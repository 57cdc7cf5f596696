import { z } from 'zod';

/** One thing that was looked at. */
export const findingSchema = z
  .strictObject({
    check: z.string().describe('What was looked at, such as disk; several findings may be of one check.'),
    state: z
      .enum(['ok', 'warning', 'wrong', 'skipped'])
      .describe('wrong: something does not work or will not; warning: it works, and should not stay so.'),
    what: z.string().describe('What was found.'),
    why: z.string().exactOptional().describe('Why it matters.'),
    advice: z.string().exactOptional().describe('What to do.'),
  })
  .meta({ id: 'Finding' });
export type Finding = z.infer<typeof findingSchema>;

/** What `ringwall doctor --json` prints. */
export const doctorReport = z
  .strictObject({
    ok: z.boolean().describe('False where any finding is wrong; the exit code is 1 then.'),
    dataDirectory: z.string(),
    running: z.boolean().describe('Whether a server answered for this data directory.'),
    findings: z.array(findingSchema),
  })
  .meta({ id: 'DoctorReport' });
export type DoctorReport = z.infer<typeof doctorReport>;

/** What a check says without its own name. */
export type Found = Omit<Finding, 'check'>;

export function ok(what: string): Found {
  return { state: 'ok', what };
}

export function skipped(what: string): Found {
  return { state: 'skipped', what };
}

/** It works, and should not stay so. */
export function warning(
  what: string,
  { why, advice }: { readonly why: string; readonly advice: string },
): Found {
  return { state: 'warning', what, why, advice };
}

/** Something does not work, or will not. */
export function wrong(
  what: string,
  { why, advice }: { readonly why: string; readonly advice: string },
): Found {
  return { state: 'wrong', what, why, advice };
}
