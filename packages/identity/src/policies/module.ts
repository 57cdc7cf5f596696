import { actorOf, type Module, pageQuery, pageSchema, route } from '@ringwall/core';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import { administersAll } from '../grants/may-give.ts';
import type { Identity } from '../identity.ts';
import { explanation } from './explain.ts';
import { policySetText, policyVersion } from './own-policies.ts';
import { policiesInForce, requestExplanation } from './policies.ts';
import { maxPolicyTextBytes } from './policy-bounds.ts';
import { policyProblem } from './policy-set.ts';
import { maxPolicyCases, policyCaseResult, policyCaseSchema } from './policy-test.ts';
import { questionSchema } from './question.ts';
import { schemaText } from './schema.ts';
import { policyMigrations } from './tables.ts';

const text = z.string().max(maxPolicyTextBytes);
const version = z.string().regex(/^[1-9]\d{0,14}$/, 'must be a number from 1 on');
/** The cursor is the version of the last one of a page. */
const versionsQuery = z.strictObject({ ...pageQuery, cursor: version.optional() });
const applyBody = z.strictObject({
  text,
  replaces: z.int().nonnegative().optional().describe('The version it was written for.'),
});
const checkBody = z.strictObject({ text });
const testBody = z.strictObject({
  cases: z.array(policyCaseSchema).min(1).max(maxPolicyCases),
  text: text.optional().describe('In the place of the own policies in force.'),
});

const policiesShown = policiesInForce
  .extend({ schema: z.string().describe('What policies are held against, in the notation of Cedar.') })
  .meta({ id: 'Policies' });

/** What policies add to the server: the table of own ones, and the routes for them. */
export const policyModule: Module<{ identity: Identity }> = {
  name: 'policies',
  migrations: policyMigrations,
  routes: ({ identity: { policies, grants } }) => [
    route({
      method: 'GET',
      path: '/api/policies',
      summary: 'The policies in force, those that ship with the product too.',
      operation: 'getPolicies',
      action: 'policy.read',
      reply: policiesShown,
      handle: () => ({ ...policies.current(), schema: schemaText }),
    }),
    route({
      method: 'GET',
      path: '/api/policies/versions',
      summary: 'Lists who has applied which set of own policies, newest first.',
      operation: 'listPolicyVersions',
      action: 'policy.read',
      query: versionsQuery,
      reply: pageSchema(policyVersion),
      handle: async ({ query: { limit, cursor } }) => {
        const found = await policies.versions({
          limit: limit + 1,
          before: cursor === undefined ? undefined : Number(cursor),
        });
        const items = found.slice(0, limit);
        const last = items.at(-1);
        return found.length > limit && last !== undefined ? { items, next: String(last.version) } : { items };
      },
    }),
    route({
      method: 'GET',
      path: '/api/policies/versions/:version',
      summary: 'An earlier text of the own policies.',
      operation: 'getPolicyVersion',
      action: 'policy.read',
      reply: policySetText,
      handle: ({ params }) => {
        const asked = version.safeParse(params.version);
        if (asked.success) return policies.version(Number(asked.data));
        throw new IdentityError('identity/policy-version-unknown', 'Versions are numbers from 1 on.');
      },
    }),
    route({
      method: 'POST',
      path: '/api/policies',
      summary:
        'Puts this text in the place of the own policies, if it fits the schema; only administrators change what permits.',
      operation: 'applyPolicies',
      action: 'policy.change',
      resource: () => ({ kind: 'policy', id: 'own' }),
      body: applyBody,
      reply: policySetText,
      handle: ({ principal, body: { text, replaces } }) => {
        const forbidsOnly = !administersAll(principal, grants.of);
        return policies.apply(text, actorOf(principal), { replaces, forbidsOnly });
      },
    }),
    route({
      method: 'POST',
      path: '/api/policies/check',
      summary: 'Says what is wrong with a text of policies, by line and column.',
      operation: 'checkPolicies',
      action: 'policy.test',
      body: checkBody,
      reply: z
        .object({ problems: z.array(policyProblem).describe('None where it could be applied.') })
        .meta({ id: 'PolicyCheck' }),
      handle: async ({ body }) => ({ problems: await policies.check(body.text) }),
    }),
    route({
      method: 'POST',
      path: '/api/policies/test',
      summary: 'Asks cases with the answers they must get, of the policies in force or of these.',
      operation: 'testPolicies',
      action: 'policy.test',
      body: testBody,
      reply: z.object({ ok: z.boolean(), results: z.array(policyCaseResult) }).meta({ id: 'PolicyTest' }),
      handle: async ({ body: { cases, text } }) => {
        const results = await policies.test(cases, text);
        return { ok: results.every(({ ok }) => ok), results };
      },
    }),
    route({
      method: 'POST',
      path: '/api/policies/why',
      summary: 'Says which policies would decide about a question.',
      operation: 'explainQuestion',
      action: 'policy.test',
      body: questionSchema,
      reply: explanation,
      handle: ({ body }) => policies.why(body),
    }),
    route({
      method: 'GET',
      path: '/api/policies/decisions/:request',
      summary: 'Says what was decided about a request on record, and what would be now.',
      operation: 'explainRequest',
      action: 'policy.test',
      reply: requestExplanation,
      handle: async ({ params: { request = '' } }) => {
        const answer = await policies.whyRequest(request);
        if (answer !== undefined) return answer;
        throw new IdentityError('identity/request-unknown', 'Nothing is on record of that request.');
      },
    }),
  ],
};
