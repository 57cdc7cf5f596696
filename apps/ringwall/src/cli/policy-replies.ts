import { z } from 'zod';

/** What the command line reads out of answers about grants and policies; more members are let through. */
export const grantReply = z.looseObject({
  id: z.string(),
  to: z.string(),
  role: z.string(),
  project: z.string(),
  on: z.looseObject({ kind: z.string(), id: z.string() }).optional(),
  source: z.string(),
  expiresAt: z.string().optional(),
});

export const policyVersion = z.looseObject({
  version: z.number(),
  digest: z.string(),
  by: z.string().optional(),
  at: z.string().optional(),
});
export const policyText = policyVersion.extend({ text: z.string() });
const problem = z.looseObject({
  line: z.number(),
  column: z.number(),
  message: z.string(),
  help: z.string().optional(),
});
export type PolicyProblemReply = z.infer<typeof problem>;
export const policyCheck = z.looseObject({ problems: z.array(problem) });
export const policiesInForce = policyText.extend({
  policies: z.array(z.looseObject({ id: z.string(), text: z.string(), origin: z.string() })),
  problems: z.array(problem).optional(),
  schema: z.string(),
});

export const policyTest = z.looseObject({
  ok: z.boolean(),
  results: z.array(
    z.looseObject({
      name: z.string(),
      ok: z.boolean(),
      answer: z.string(),
      reason: z.string(),
      policies: z.array(z.string()),
    }),
  ),
});

export const explanation = z.looseObject({
  allow: z.boolean(),
  reason: z.string(),
  policies: z.array(z.looseObject({ id: z.string(), effect: z.string(), text: z.string() })),
  grants: z.array(
    grantReply.pick({ role: true, project: true, on: true, expiresAt: true }).extend({ holder: z.string() }),
  ),
});
export type ExplanationReply = z.infer<typeof explanation>;
export const requestExplanation = z.looseObject({
  recorded: z.looseObject({
    time: z.string(),
    actor: z.looseObject({ kind: z.string(), id: z.string(), who: z.string().optional() }),
    action: z.string(),
    resource: z.looseObject({ kind: z.string(), id: z.string(), project: z.string().optional() }),
    context: z.looseObject({ model: z.string().optional(), purpose: z.string().optional() }),
    denied: z.looseObject({ reason: z.string(), policies: z.array(z.string()) }).optional(),
  }),
  now: explanation.optional(),
});
