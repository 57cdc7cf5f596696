import {
  type Context,
  type EntityJson,
  preparsePolicySet,
  statefulIsAuthorized,
  type TypeAndId,
} from '@cedar-policy/cedar-wasm/nodejs';
import {
  type Access,
  type AccessContext,
  type Action,
  actions,
  type Principal,
  type Resource,
  type Role,
  randomBytes,
  type Scope,
  type Who,
} from '@ringwall/core';
import { groupsOf } from './action-groups.ts';
import { ipAddress } from './ip-address.ts';
import type { Policy } from './policy-set.ts';
import { namespace, principalTypes, resourceTypes } from './schema.ts';

/** One question in Cedar's terms: roles are those that count for it, and time is said. */
export interface Question {
  readonly credential: Pick<Principal, 'kind' | 'id'>;
  readonly scope: Scope | undefined;
  readonly who: Pick<Who, 'type' | 'id'>;
  readonly roles: readonly Role[];
  readonly action: Action;
  readonly resource: Resource;
  readonly context: AccessContext;
  /** Absent where no policy looks at the clock. */
  readonly nowMs: number | undefined;
}

/** Policies in a form that answers fast. */
export interface LoadedPolicies {
  readonly policies: readonly Policy[];
  answer(question: Question): Access;
}

/** As many as a record of a denial takes. */
const maxNamed = 16;
const noRole = 'No role that permits this is held here.';
const unreadable = 'A policy could not be evaluated, so the answer is no.';

/**
 * Room for one set of policies after the other. Cedar's module keeps every set that it was ever given under a name,
 * so a name is used again for the set that takes the place of the one before.
 */
export function policySlot(): { load(policies: readonly Policy[]): LoadedPolicies } {
  const slot = Buffer.from(randomBytes(12)).toString('hex');
  let newest = 0;
  return {
    load(policies) {
      const staticPolicies = Object.fromEntries(policies.map(({ id, text }) => [id, text]));
      const parsed = preparsePolicySet(slot, { staticPolicies });
      const mine = ++newest;
      const byId = new Map(policies.map((policy) => [policy.id, policy]));
      return {
        policies,
        answer(question) {
          // Whoever asks a set that was replaced would be answered by its successor.
          if (parsed.type === 'failure' || mine !== newest) return { allow: false, reason: unreadable };
          return answer(slot, byId, question);
        },
      };
    },
  };
}

function answer(slot: string, byId: ReadonlyMap<string, Policy>, question: Question): Access {
  const { response } = ask(slot, question) ?? {};
  if (response === undefined) return { allow: false, reason: unreadable };
  const { decision, diagnostics } = response;
  // Cedar leaves out a policy that fails, and that may have been the one that forbids.
  if (diagnostics.errors.length > 0) {
    return {
      allow: false,
      reason: unreadable,
      policies: named(diagnostics.errors.map((error) => error.policyId)),
    };
  }
  const policies = named([...byId.keys()].filter((id) => diagnostics.reason.includes(id)));
  if (decision === 'allow') return { allow: true, policies };
  const [first] = policies;
  if (first === undefined) return { allow: false, reason: noRole };
  const reason = byId.get(first)?.reason ?? `The policy "${first}" forbids it.`;
  return { allow: false, reason: filledIn(reason, question), policies };
}

function ask(slot: string, question: Question) {
  const { who, action, resource } = question;
  const principal = { type: typeName(principalTypes[who.type]), id: who.id };
  const about = { type: typeName(resourceTypes[resource.kind]), id: resource.id };
  try {
    const reply = statefulIsAuthorized({
      principal,
      action: actionEntities.get(action)?.uid ?? { type: typeName('Action'), id: action },
      resource: about,
      context: contextOf(question),
      preparsedPolicySetId: slot,
      entities: entitiesOf(question, principal, about),
    });
    return reply.type === 'success' ? reply : undefined;
  } catch {
    // The module is broken from here on and goes on answering so.
    return undefined;
  }
}

function entitiesOf(
  { roles, resource, action }: Question,
  principal: TypeAndId,
  about: TypeAndId,
): EntityJson[] {
  const roleEntities = roles.map((id) => ({ type: typeName('Role'), id }));
  const projects =
    resource.project === undefined || resource.kind === 'project'
      ? []
      : [{ type: typeName('Project'), id: resource.project }];
  const entities: EntityJson[] = [];
  const known = actionEntities.get(action);
  if (known) entities.push(known);
  if (principal.type === about.type && principal.id === about.id) {
    entities.push({ uid: about, attrs: { id: about.id }, parents: [...roleEntities, ...projects] });
  } else {
    entities.push({ uid: principal, attrs: { id: principal.id }, parents: roleEntities });
    entities.push({ uid: about, attrs: { id: about.id }, parents: projects });
  }
  return entities;
}

function contextOf({ credential, scope, context, nowMs }: Question): Context {
  const { model, purpose } = context;
  const address = ipAddress(context.address);
  return {
    credential: { kind: credential.kind, id: credential.id },
    ...(scope && { scope: scopeRecord(scope) }),
    ...(model !== undefined && { model }),
    ...(purpose !== undefined && { purpose }),
    ...(address !== undefined && { address: { __extn: { fn: 'ip', arg: address } } }),
    ...(nowMs !== undefined && { now: { __extn: { fn: 'datetime', arg: new Date(nowMs).toISOString() } } }),
  };
}

/** Half of what a decision takes is what it takes to hand this over: a list that names everything is left out. */
function scopeRecord({ project, administration, ...lists }: Scope) {
  const { routes, models, datasets, purposes } = lists;
  const confining = Object.entries({ routes, models, datasets, purposes }).filter(
    ([, names]) => !names.includes('*'),
  );
  return {
    ...(project !== undefined && { project: { __entity: { type: typeName('Project'), id: project } } }),
    ...Object.fromEntries(confining.map(([name, names]) => [name, [...names]])),
    administration,
  };
}

const actionEntities: ReadonlyMap<Action, EntityJson & { readonly uid: TypeAndId }> = new Map(
  actions.map((action) => {
    const parents = (groupsOf.get(action) ?? []).map((id) => ({ type: typeName('Action'), id }));
    return [action, { uid: { type: typeName('Action'), id: action }, attrs: {}, parents }];
  }),
);

function typeName(type: string): string {
  return `${namespace}::${type}`;
}

function named(ids: readonly string[]): readonly string[] {
  return ids.slice(0, maxNamed);
}

/** What was asked comes from the caller: it is cut, and what no terminal should print is left out. */
function filledIn(reason: string, { action, resource, context }: Question): string {
  const { model = '', purpose = '' } = context;
  const values: Readonly<Record<string, string>> = { action, resource: resource.id, model, purpose };
  return reason.replace(/\{(action|resource|model|purpose)\}/g, (_, name: string) =>
    (values[name] ?? '').replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, '').slice(0, 64),
  );
}
