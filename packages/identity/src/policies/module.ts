import { actorOf, type Module } from '@ringwall/core';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import { administersAll } from '../grants/may-give.ts';
import type { Identity } from '../identity.ts';
import { maxPolicyTextBytes } from './policy-bounds.ts';
import { maxPolicyCases, policyCaseSchema } from './policy-test.ts';
import { questionSchema } from './question.ts';
import { schemaText } from './schema.ts';
import { policyMigrations } from './tables.ts';

const text = z.string().max(maxPolicyTextBytes);
const versionQuery = z.strictObject({ version: z.coerce.number().int().min(1).optional() });
const applyBody = z.strictObject({ text, replaces: z.int().nonnegative().optional() });
const checkBody = z.strictObject({ text });
const testBody = z.strictObject({
  cases: z.array(policyCaseSchema).min(1).max(maxPolicyCases),
  text: text.optional(),
});
const ofRequest = z.strictObject({ request: z.string().min(1).max(64) });
// One of two, told apart first, so that a complaint is about the one that was meant.
const whyBody = z.unknown().transform((body, context) => {
  const isOfRequest = typeof body === 'object' && body !== null && 'request' in body;
  const parsed = (isOfRequest ? ofRequest : questionSchema).safeParse(body);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});

/** What policies add to the server: the table of own ones, and the routes for them. */
export const policyModule: Module<{ identity: Identity }> = {
  name: 'policies',
  migrations: policyMigrations,
  routes: ({ identity: { policies, grants } }) => [
    {
      method: 'GET',
      path: '/api/policies',
      summary:
        'The policies in force, those that ship with the product too, or an earlier text of the own ones.',
      action: 'policy.read',
      query: versionQuery,
      handle: ({ query }) => {
        const { version } = versionQuery.parse(query);
        return version === undefined
          ? { ...policies.current(), schema: schemaText }
          : policies.version(version);
      },
    },
    {
      method: 'GET',
      path: '/api/policies/versions',
      summary: 'Who has applied which set of own policies, newest first.',
      action: 'policy.read',
      handle: () => policies.versions(),
    },
    {
      method: 'POST',
      path: '/api/policies',
      summary:
        'Puts this text in the place of the own policies, if it fits the schema; only administrators change what permits.',
      action: 'policy.change',
      resource: () => ({ kind: 'policy', id: 'own' }),
      body: applyBody,
      handle: ({ principal, body }) => {
        const { text, replaces } = applyBody.parse(body);
        const forbidsOnly = !administersAll(principal, grants.of);
        return policies.apply(text, actorOf(principal), { replaces, forbidsOnly });
      },
    },
    {
      method: 'POST',
      path: '/api/policies/check',
      summary: 'Says what is wrong with a text of policies, by line and column.',
      action: 'policy.test',
      body: checkBody,
      handle: async ({ body }) => ({ problems: await policies.check(checkBody.parse(body).text) }),
    },
    {
      method: 'POST',
      path: '/api/policies/test',
      summary: 'Asks cases with the answers they must get, of the policies in force or of these.',
      action: 'policy.test',
      body: testBody,
      handle: async ({ body }) => {
        const { cases, text } = testBody.parse(body);
        const results = await policies.test(cases, text);
        return { ok: results.every(({ ok }) => ok), results };
      },
    },
    {
      method: 'POST',
      path: '/api/policies/why',
      summary: 'Says which policies decide about a request on record, or about a question.',
      action: 'policy.test',
      body: whyBody,
      handle: async ({ body }) => {
        const asked = whyBody.parse(body);
        if (!('request' in asked)) return policies.why(asked);
        const answer = await policies.whyRequest(asked.request);
        if (answer !== undefined) return answer;
        throw new IdentityError('identity/request-unknown', 'Nothing is on record of that request.');
      },
    },
  ],
};
