import {
  type Access,
  type AccessContext,
  type Clock,
  type Principal,
  type RoleGrant,
  roles,
  type Shown,
} from '@ringwall/core';
import { z } from 'zod';
import { Epoch } from '../epoch.ts';
import { grantedOn } from '../grants/new-grant.ts';
import { type ActivePolicies, activatePolicies } from './active-policies.ts';
import { type AuthorizerParts, createAuthorizer } from './authorize.ts';
import type { Policy } from './policy-set.ts';
import { type AccessQuestion, type Directory, principalOf } from './question.ts';
import { counts, grantsOfPrincipal } from './roles-held.ts';

const decidingPolicy = z
  .object({
    id: z.string(),
    effect: z.enum(['permit', 'forbid']),
    reason: z.string().exactOptional(),
    text: z.string(),
  })
  .meta({ id: 'DecidingPolicy' });
type DecidingPolicy = Shown<typeof decidingPolicy>;

const explainedGrant = z
  .object({
    holder: z.string().describe('Who holds it: for an agent also the user it acts for.'),
    role: z.enum(roles),
    project: z.string(),
    on: grantedOn.exactOptional(),
    expiresAt: z.iso.datetime().exactOptional(),
  })
  .meta({ id: 'ExplainedGrant' });
type ExplainedGrant = Shown<typeof explainedGrant>;

/** Why somebody may or may not do something. */
export const explanation = z
  .object({
    allow: z.boolean(),
    reason: z.string().describe('One sentence: of the policy that decides, or that none permits it.'),
    policies: z
      .array(decidingPolicy)
      .describe('The policies that decide, those that ship with the product first.'),
    grants: z.array(explainedGrant).describe('What they hold that counts for this.'),
  })
  .meta({ id: 'Explanation' });
export type Explanation = Shown<typeof explanation>;

export interface Explainer {
  /** @throws IdentityError identity/principal-unknown */
  why(question: AccessQuestion): Explanation;
  /** `why` under these own policies, in the place of those that are in force; good until this is called again. */
  under(own: readonly Policy[]): (question: AccessQuestion) => Explanation;
}

interface ExplainerParts extends Pick<AuthorizerParts, 'isDisabled' | 'projects' | 'grantsOf'> {
  readonly clock: Clock;
  readonly active: ActivePolicies;
  readonly base: readonly Policy[];
  readonly directory: Directory;
}

/** Answers questions that nobody asks in earnest, by the policies and the code that answer those. */
export function createExplainer(parts: ExplainerParts): Explainer {
  // Made once and filled anew: Cedar forgets no set that it was given a name of its own for.
  let trial: ReturnType<typeof activatePolicies> | undefined;

  function explain(policies: ActivePolicies, question: AccessQuestion): Explanation {
    const atMs = question.at === undefined ? parts.clock.now() : Date.parse(question.at);
    const given = question.grants?.map(({ on, ...rest }) => ({
      ...{ ...rest, untilMs: rest.role === 'auditor' ? atMs + 1 : Number.POSITIVE_INFINITY },
      ...(on && { on }),
    }));
    const principal = principalOf(question, parts.directory);
    const grantsOf = (holder: string) =>
      given !== undefined && holder === principal.who.id ? given : parts.grantsOf(holder);
    const { authorize } = createAuthorizer({
      ...{ policies, grantsOf, epoch: new Epoch(), clock: { now: () => atMs } },
      ...{ isDisabled: parts.isDisabled, projects: parts.projects },
    });
    const { action, resource: about } = question;
    const { project, ...thing } = about;
    const resource = { ...thing, ...(project !== undefined && { project }) };
    const context = contextOf(question);
    const access = authorize(principal, action, resource, context);
    const held = heldBy(principal, grantsOf).filter(
      ({ grant }) => atMs < grant.untilMs && counts(grant, { action, resource, context }),
    );
    return {
      ...{ allow: access.allow, reason: reasonOf(access, policies), policies: deciding(access, policies) },
      grants: held.map(({ holder, grant }) => explained(holder, grant)),
    };
  }

  return {
    why: (question) => explain(parts.active, question),
    under(own) {
      trial ??= activatePolicies(parts.base, []);
      const under = trial;
      under.restrict(own);
      under.settle();
      return (question) => explain(under, question);
    },
  };
}

function contextOf({ model, purpose, address }: AccessQuestion): AccessContext {
  return {
    ...(model !== undefined && { model }),
    ...(purpose !== undefined && { purpose }),
    ...(address !== undefined && { address }),
  };
}

function heldBy(principal: Principal, grantsOf: (holder: string) => readonly RoleGrant[]) {
  const { id, onBehalfOf } = principal.who;
  const own = grantsOfPrincipal(principal, grantsOf).map((grant) => ({ holder: id, grant }));
  if (onBehalfOf === undefined) return own;
  return [...own, ...grantsOf(onBehalfOf).map((grant) => ({ holder: onBehalfOf, grant }))];
}

function explained(holder: string, { role, project, on, untilMs }: RoleGrant): ExplainedGrant {
  return {
    ...{ holder, role, project },
    ...(on && { on }),
    ...(Number.isFinite(untilMs) && { expiresAt: new Date(untilMs).toISOString() }),
  };
}

function deciding(access: Access, { base, sets }: ActivePolicies): readonly DecidingPolicy[] {
  const all = new Map(
    [base, ...sets].flatMap(({ policies }) => policies.map((policy) => [policy.id, policy])),
  );
  return (access.policies ?? []).flatMap((id) => {
    const policy = all.get(id);
    if (policy === undefined) return [];
    const { effect, reason, text } = policy;
    return [{ id, effect, text, ...(reason !== undefined && { reason }) }];
  });
}

function reasonOf(access: Access, policies: ActivePolicies): string {
  if (!access.allow) return access.reason;
  const [first] = deciding(access, policies);
  return first?.reason ?? `The policy "${first?.id ?? ''}" permits it.`;
}
