import { z } from 'zod';

/** What the command line reads out of answers about erasure, holds and retention; more members are let through. */
export const subjectSummary = z.looseObject({
  subjects: z.array(z.string()),
  project: z.string(),
  bodyKeys: z.number(),
  firstDay: z.string().optional(),
  lastDay: z.string().optional(),
  holds: z.array(z.string()),
});

export const subjectErased = z.looseObject({
  subjects: z.array(z.string()),
  bodyKeys: z.number(),
  entries: z.array(z.number()),
});

export const legalHold = z.looseObject({
  hold: z.string(),
  placedAt: z.string(),
  releasedAt: z.string().optional(),
  reason: z.string(),
  by: z.looseObject({ kind: z.string(), id: z.string() }),
  scope: z.looseObject({
    project: z.string().optional(),
    subjects: z.array(z.string()).optional(),
    from: z.string().optional(),
    to: z.string().optional(),
    request: z.looseObject({ id: z.string() }).optional(),
  }),
});

export const retentionState = z.looseObject({
  classes: z.array(
    z.looseObject({
      class: z.string(),
      keepMs: z.number().optional(),
      applied: z
        .looseObject({ at: z.string(), before: z.string(), removed: z.number(), held: z.number() })
        .optional(),
    }),
  ),
  minimumIndex: z.number(),
  failing: z.string().optional(),
  locks: z.array(z.looseObject({ entry: z.number() })),
});

export const retentionRun = z.looseObject({
  classes: z.array(
    z.looseObject({
      class: z.string(),
      before: z.string(),
      removed: z.number(),
      held: z.number(),
      holds: z.array(z.string()),
    }),
  ),
  minimumIndex: z.number(),
});

export const erasuresSupplied = z.looseObject({
  from: z.number(),
  to: z.number(),
  subjects: z.number(),
  holds: z.array(z.string()),
});

export const openedBodies = z.looseObject({
  prompt: z.string().optional(),
  completion: z.string().optional(),
  missing: z.array(z.string()),
});
