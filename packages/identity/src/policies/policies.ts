import { type Actor, actions, actorSchema, resourceKinds, type Shown } from '@ringwall/core';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import { type Explainer, type Explanation, explanation } from './explain.ts';
import {
  type AskedVersions,
  inWords,
  type OwnPolicies,
  type PolicyChangeOptions,
  type PolicySetText,
  type PolicyVersion,
  policySetText,
} from './own-policies.ts';
import { type Policy, type PolicyProblem, policyProblem } from './policy-set.ts';
import { type PolicyCase, type PolicyCaseResult, testCases } from './policy-test.ts';
import type { AccessQuestion } from './question.ts';
import { type PermittedAction, roleMatrix } from './role-matrix.ts';
import { takeTurns } from './turns.ts';

/** A policy, as lists show it. */
const policySummary = z
  .object({
    id: z.string(),
    effect: z.enum(['permit', 'forbid']),
    reason: z.string().exactOptional(),
    text: z.string(),
    origin: z.enum(['base', 'own']).describe('`base`: it ships with the product.'),
  })
  .meta({ id: 'PolicySummary' });
export type PolicySummary = Shown<typeof policySummary>;

/** The policies that decide. */
export const policiesInForce = policySetText
  .extend({
    policies: z.array(policySummary),
    problems: z
      .array(policyProblem)
      .exactOptional()
      .describe('Why the own policies that are stored cannot be read; nobody but the shell is let in then.'),
  })
  .meta({ id: 'PoliciesInForce' });
export type PoliciesInForce = Shown<typeof policiesInForce>;

/** A decision on record. */
const recordedDecision = z
  .object({
    time: z.iso.datetime(),
    actor: actorSchema,
    action: z.enum(actions),
    resource: z.object({
      kind: z.enum(resourceKinds),
      id: z.string(),
      project: z.string().exactOptional().describe('Absent where it belongs to the whole installation.'),
    }),
    context: z.object({
      model: z.string().exactOptional().describe('The model asked for, by its public name.'),
      purpose: z.string().exactOptional().describe('What for, in the words of the caller.'),
    }),
    denied: z
      .object({ reason: z.string(), policies: z.array(z.string()) })
      .exactOptional()
      .describe('Absent: it was allowed.'),
  })
  .meta({ id: 'RecordedDecision' });
export type RecordedDecision = Shown<typeof recordedDecision>;

/** What the ledger says of a request. */
export type DecisionLookup = (request: string) => Promise<RecordedDecision | undefined>;

/** What was decided about a request, and what would be now. */
export const requestExplanation = z
  .object({
    recorded: recordedDecision,
    now: explanation.exactOptional().describe('Absent where whoever asked is not there any more.'),
  })
  .meta({ id: 'RequestExplanation' });
export type RequestExplanation = Shown<typeof requestExplanation>;

/** The policies: what is in force, what would be, and why. */
export interface Policies {
  current(): PoliciesInForce;
  /** @throws IdentityError identity/policy-version-unknown */
  version(version: number): Promise<PolicySetText>;
  /** Newest first, those before `before`, at most `limit`. */
  versions(asked: AskedVersions): Promise<readonly PolicyVersion[]>;
  /** As `OwnPolicies.apply`. @throws IdentityError as that */
  apply(text: string, actor: Actor, options?: PolicyChangeOptions): Promise<PolicySetText>;
  /**
   * What is wrong with a text; nothing where it could be applied.
   * @throws IdentityError identity/policy-busy, identity/policy-unread
   */
  check(text: string): Promise<readonly PolicyProblem[]>;
  /**
   * Asks each case of the policies in force, or of these in the place of the own ones.
   * @throws IdentityError identity/policy-invalid, identity/principal-unknown, identity/policy-busy, identity/policy-unread
   */
  test(cases: readonly PolicyCase[], text?: string): Promise<readonly PolicyCaseResult[]>;
  /** @throws IdentityError identity/principal-unknown */
  why(question: AccessQuestion): Explanation;
  /** What each role permits by the policies that ship with the product; own ones may narrow or widen it. */
  roles(): readonly PermittedAction[];
  /** Undefined where nothing is on record of that request. */
  whyRequest(request: string): Promise<RequestExplanation | undefined>;
}

export function createPolicies(own: OwnPolicies, explainer: Explainer, lookup: DecisionLookup): Policies {
  let permitted: readonly PermittedAction[] | undefined;
  // Of all that is asked on trial one thing is before Cedar at a time: a change waits for no more than that.
  const inTurn = takeTurns();

  async function test(cases: readonly PolicyCase[], text?: string) {
    if (text === undefined) return testCases(cases, explainer.why);
    const parsed = await own.parse(text);
    if (!parsed.ok) throw new IdentityError('identity/policy-invalid', inWords(parsed.problems));
    return testCases(cases, explainer.under(parsed.policies));
  }

  return {
    roles() {
      // A few hundred decisions, which never change while the process runs.
      permitted ??= roleMatrix(own.active.base);
      return permitted;
    },
    current: () => ({
      ...own.current(),
      policies: [
        ...own.base.map((policy) => summarize(policy, 'base')),
        ...own.own.map((policy) => summarize(policy, 'own')),
      ],
      ...(own.broken && { problems: own.broken }),
    }),
    ...{ version: own.version, versions: own.versions, apply: own.apply },
    async check(text) {
      const parsed = await inTurn(() => own.parse(text));
      return parsed.ok ? [] : parsed.problems;
    },
    test: (cases, text) => inTurn(() => test(cases, text)),
    why: explainer.why,
    async whyRequest(request) {
      const recorded = await lookup(request);
      if (recorded === undefined) return undefined;
      const now = whyNow(explainer, recorded);
      return { recorded, ...(now && { now }) };
    },
  };
}

function whyNow(explainer: Explainer, recorded: RecordedDecision): Explanation | undefined {
  const { actor, action, resource, context } = recorded;
  const { kind, id, who = id } = actor;
  if (kind === 'anonymous' || kind === 'server') return undefined;
  // A key says itself what it is confined to; of other credentials that is not on record.
  const by =
    kind === 'shell'
      ? { principal: 'shell' }
      : kind === 'key'
        ? { principal: id }
        : { principal: who, credential: kind };
  try {
    return explainer.why({ ...by, action, resource, ...context });
  } catch (error) {
    if (error instanceof IdentityError && error.code === 'identity/principal-unknown') return undefined;
    throw error;
  }
}

function summarize({ id, effect, reason, text }: Policy, origin: 'base' | 'own'): PolicySummary {
  return { id, effect, text, origin, ...(reason !== undefined && { reason }) };
}
