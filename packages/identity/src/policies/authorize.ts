import {
  type Access,
  type AccessContext,
  type Action,
  actions,
  type Clock,
  type Principal,
  type Resource,
  type RoleGrant,
  type Who,
} from '@ringwall/core';
import type { Epoch } from '../epoch.ts';
import { isInstallationWide } from './action-groups.ts';
import type { ActivePolicies } from './active-policies.ts';
import type { LoadedPolicies } from './engine.ts';
import { ipAddress } from './ip-address.ts';
import { type Asked, grantsOfPrincipal, rolesHeld } from './roles-held.ts';
import { resourceTypes } from './schema.ts';

/** What a decision is made from, beside what is asked. */
export interface AuthorizerParts {
  readonly clock: Clock;
  readonly epoch: Epoch;
  readonly policies: ActivePolicies;
  /** What holds now for a user, service or agent. */
  grantsOf(holder: string): readonly RoleGrant[];
  /** Whether that user, service or agent is known to be disabled. */
  isDisabled(holder: string): boolean;
  /** Every project there is. */
  projects(): readonly string[];
}

export interface Authorizer {
  authorize(principal: Principal, action: Action, resource: Resource, context?: AccessContext): Access;
  /** In which projects the principal may do it: for lists. An empty list: nowhere. */
  projectsFor(principal: Principal, action: Action): 'all' | readonly string[];
}

/** A decision, and until when it is good if nothing changes. */
interface Decision {
  readonly access: Access;
  readonly untilMs: number;
}

/** What is kept of one principal. */
interface Kept {
  readonly decisions: Map<string, Decision>;
  /** Whether its scope or its grants make a difference between models. */
  readonly model: boolean;
  readonly purpose: boolean;
}

/** Decisions kept for one principal; beyond that all of its own are forgotten. */
const maxKept = 512;
const server: Resource = { kind: 'server', id: 'ringwall' };
const knownActions: ReadonlySet<string> = new Set(actions);
const knownKinds: ReadonlySet<string> = new Set(Object.keys(resourceTypes));
const nothing: AccessContext = {};

/** Answers the one question asked of identity; what was decided stays decided while the epoch does. */
export function createAuthorizer(parts: AuthorizerParts): Authorizer {
  const { clock, epoch, policies } = parts;
  // By the object itself: what it says cannot change, and what nobody holds any more is forgotten with it.
  let kept = new WeakMap<Principal, Kept>();
  let keptAt = epoch.value;

  function keptOf(principal: Principal): Kept {
    if (keptAt !== epoch.value) {
      kept = new WeakMap();
      keptAt = epoch.value;
    }
    const known = kept.get(principal);
    if (known !== undefined) return known;
    const { who, scope } = principal;
    const grants = [
      ...(principal.grants ?? []),
      ...parts.grantsOf(who.id),
      ...parts.grantsOf(who.onBehalfOf ?? ''),
    ];
    const empty = {
      decisions: new Map<string, Decision>(),
      model: scope?.models.includes('*') === false || grants.some(({ on }) => on?.kind === 'model'),
      purpose: scope?.purposes.includes('*') === false,
    };
    kept.set(principal, empty);
    return empty;
  }

  function authorize(
    principal: Principal,
    action: Action,
    resource: Resource,
    context: AccessContext = nothing,
  ): Access {
    const now = clock.now();
    if (!knownActions.has(action)) return deny('There is no such action.');
    if (principal.untilMs !== undefined && now >= principal.untilMs)
      return deny('This credential has ended.');
    const wrong = contradiction(principal, resource);
    if (wrong !== undefined) return deny(wrong);
    const reads = policies.reads(action);
    const mine = keptOf(principal);
    const { model = '', purpose = '', address } = context;
    // What nothing looks at makes no other question of it: a route may serve models without number.
    const looked = [
      mine.model || reads.has('model') ? `${context.model === undefined}${model.length}:${model}` : '',
      mine.purpose || reads.has('purpose')
        ? `${context.purpose === undefined}${purpose.length}:${purpose}`
        : '',
      reads.has('address') ? (ipAddress(address) ?? '') : '',
    ];
    const { kind, id, project = '' } = resource;
    const about = `${kind} ${resource.project === undefined}${project.length}:${project}${id.length}:${id}`;
    // No two questions share one: every part that a caller can choose stands behind its length.
    const key = `${action} ${about}${looked[0]} ${looked[1]} ${looked[2]}`;
    const known = mine.decisions.get(key);
    if (known !== undefined && now < known.untilMs) return known.access;
    // What nothing looks at is not handed over: that takes longer than to decide.
    const { address: _, ...unplaced } = context;
    const seen = reads.has('address') ? context : unplaced;
    const decision = decide(
      principal,
      { action, resource, context: seen, looksAtClock: reads.has('now') },
      now,
    );
    if (!reads.has('now')) {
      if (mine.decisions.size >= maxKept) mine.decisions.clear();
      mine.decisions.set(key, decision);
    }
    return decision.access;
  }

  function decide(principal: Principal, asked: Posed, now: number): Decision {
    const { who } = principal;
    if (who.type === 'shell') return answerOf([policies.base], principal, { who, grants: [] }, asked, now);
    const { sets } = policies;
    if (sets.length === 0) return { access: deny('The policies cannot be read.'), untilMs: now };
    if (parts.isDisabled(who.id)) return { access: deny('Whoever asks is disabled.'), untilMs: now };
    const own = answerOf(
      sets,
      principal,
      { who, grants: grantsOfPrincipal(principal, parts.grantsOf) },
      asked,
      now,
    );
    if (who.type !== 'agent' || !own.access.allow) return own;
    return bounded(own, behalf(principal, asked, now));
  }

  /** What the user may do for whom an agent acts. */
  function behalf(principal: Principal, asked: Posed, now: number): Decision {
    const id = principal.who.onBehalfOf;
    if (id === undefined || parts.isDisabled(id)) {
      return { access: deny('The user for whom this agent acts is disabled or unknown.'), untilMs: now };
    }
    const person = { who: { type: 'user', id }, grants: parts.grantsOf(id) } as const;
    return answerOf(policies.sets, principal, person, asked, now);
  }

  function projectsFor(principal: Principal, action: Action): 'all' | readonly string[] {
    const everywhere = authorize(principal, action, server).allow;
    if (isInstallationWide(action)) return everywhere ? 'all' : [];
    const one = (id: string) => authorize(principal, action, { kind: 'project', id, project: id }).allow;
    if (principal.who.type !== 'shell' && policies.looksAtResource(action)) {
      const known = parts.projects();
      const allowed = known.filter(one);
      return everywhere && allowed.length === known.length ? 'all' : allowed;
    }
    if (everywhere) return 'all';
    const { who, scope } = principal;
    const candidates = new Set(
      [...grantsOfPrincipal(principal, parts.grantsOf), ...parts.grantsOf(who.onBehalfOf ?? who.id)].map(
        ({ project }) => project,
      ),
    );
    if (scope?.project !== undefined) candidates.add(scope.project);
    candidates.delete('*');
    return [...candidates].filter(one).sort();
  }

  return { authorize, projectsFor };
}

interface Posed extends Asked {
  readonly looksAtClock: boolean;
}

interface Person {
  readonly who: Pick<Who, 'type' | 'id'>;
  readonly grants: readonly RoleGrant[];
}

function answerOf(
  sets: readonly LoadedPolicies[],
  { kind, id, scope }: Principal,
  { who, grants }: Person,
  asked: Posed,
  nowMs: number,
): Decision {
  const { roles, untilMs } = rolesHeld(grants, asked, nowMs);
  let access: Access = deny('The policies cannot be read.');
  for (const set of sets) {
    const question = { credential: { kind, id }, scope, who, roles, ...asked };
    access = set.answer({ ...question, nowMs: asked.looksAtClock ? nowMs : undefined });
    if (!access.allow) break;
  }
  return { access, untilMs };
}

/** Both must allow; the second says why not, and its policies stand beside those of the first. */
function bounded(first: Decision, second: Decision): Decision {
  const untilMs = Math.min(first.untilMs, second.untilMs);
  if (!second.access.allow || !first.access.allow) return { access: second.access, untilMs };
  const policies = [...new Set([...(first.access.policies ?? []), ...(second.access.policies ?? [])])];
  return { access: { allow: true, policies }, untilMs };
}

/** What no caller of ours asks: answered no before any policy is asked. */
function contradiction({ kind, who, ...rest }: Principal, resource: Resource): string | undefined {
  const types = typesOf.get(kind);
  if (types === undefined || who === undefined || !types.includes(who.type)) {
    return 'There is no such kind of caller.';
  }
  if (!knownKinds.has(resource.kind)) return 'There is no such kind of resource.';
  if (resource.kind === 'project' && resource.project !== undefined && resource.project !== resource.id) {
    return 'A project is in no other.';
  }
  return rest.id === '' ? 'There is no such kind of caller.' : undefined;
}

const typesOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['key', ['user', 'service', 'agent']],
  ['token', ['user', 'service', 'agent']],
  ['certificate', ['user', 'service', 'agent']],
  ['session', ['user']],
  ['shell', ['shell']],
]);

function deny(reason: string): Access {
  return { allow: false, reason };
}
