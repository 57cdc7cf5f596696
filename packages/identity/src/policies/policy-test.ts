import { setImmediate as turn } from 'node:timers/promises';
import type { Shown } from '@ringwall/core';
import { z } from 'zod';
import type { Explanation } from './explain.ts';
import { type AccessQuestion, questionSchema } from './question.ts';

/** A question with the answer it must get. */
export const policyCaseSchema = questionSchema.extend({
  name: z.string().min(1).max(200).optional().describe('For people.'),
  expect: z.enum(['allow', 'deny']),
  policy: z.string().min(1).max(64).optional().describe('One of the policies that must have decided it.'),
});
export type PolicyCase = z.infer<typeof policyCaseSchema>;

export const maxPolicyCases = 500;

/** How a case was answered. */
export const policyCaseResult = z
  .object({
    name: z.string(),
    ok: z.boolean(),
    expect: z.enum(['allow', 'deny']),
    answer: z.enum(['allow', 'deny']),
    reason: z.string(),
    policies: z.array(z.string()).describe('Ids of the policies that decided.'),
  })
  .meta({ id: 'PolicyCaseResult' });
export type PolicyCaseResult = Shown<typeof policyCaseResult>;

/** Asks each, and says which were answered otherwise than expected; lets other things happen in between. */
export async function testCases(
  cases: readonly PolicyCase[],
  why: (question: AccessQuestion) => Explanation,
): Promise<readonly PolicyCaseResult[]> {
  const results: PolicyCaseResult[] = [];
  for (const { name, expect, policy, ...question } of cases) {
    await turn();
    const { allow, reason, policies } = why(question);
    const answer = allow ? 'allow' : 'deny';
    const ids = policies.map(({ id }) => id);
    const ok = answer === expect && (policy === undefined || ids.includes(policy));
    results.push({ name: name ?? titleOf(question), ok, expect, answer, reason, policies: ids });
  }
  return results;
}

function titleOf({ principal, action, resource: { kind, id } }: AccessQuestion): string {
  return `${principal} ${action} ${kind}:${id}`;
}
