import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import { type Action, actions } from '@ringwall/core';
import { groupsOf } from './action-groups.ts';

/** Members of the context that a policy may look at. */
export type ContextMember = 'credential' | 'scope' | 'model' | 'purpose' | 'address' | 'now';
const members: readonly string[] = [
  'credential',
  'scope',
  'model',
  'purpose',
  'address',
  'now',
] satisfies readonly ContextMember[];

/** What a policy can depend on, at most. */
export interface PolicyReach {
  readonly actions: ReadonlySet<Action>;
  readonly context: ReadonlySet<string>;
  /** Whether it tells one resource from another. */
  readonly resource: boolean;
}

/** Reads off a policy what its decision can depend on; where in doubt, everything. */
export function reachOf(json: PolicyJson): PolicyReach {
  const context = new Set<string>();
  let resource = json.resource.op !== 'All';
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) {
      for (const item of node) visit(item);
      return;
    }
    for (const [key, value] of Object.entries(node)) {
      const member = key === '.' || key === 'has' ? memberOfContext(value) : undefined;
      if (member !== undefined) context.add(member);
      else if (key === 'Var' && value === 'context') for (const name of members) context.add(name);
      else if (key === 'Var' && value === 'resource') resource = true;
      else visit(value);
    }
  };
  visit(json.conditions);
  // What the answer says is part of the answer.
  for (const [, name = ''] of (json.annotations?.reason ?? '').matchAll(/\{(model|purpose)\}/g))
    context.add(name);
  if (json.annotations?.reason?.includes('{resource}')) resource = true;
  return { actions: actionsOf(json.action), context, resource };
}

/** `context.model` and `context has model` look at one member, anything else at all of them. */
function memberOfContext(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null || !('left' in node) || !('attr' in node)) return undefined;
  const { left, attr } = node;
  if (typeof left !== 'object' || left === null || !('Var' in left) || left.Var !== 'context')
    return undefined;
  const name: unknown = Array.isArray(attr) ? attr[0] : attr;
  return typeof name === 'string' ? name : undefined;
}

function actionsOf(constraint: PolicyJson['action']): ReadonlySet<Action> {
  if (constraint.op === 'All') return new Set(actions);
  if ('slot' in constraint) return new Set(actions);
  const entities = 'entities' in constraint ? constraint.entities : [constraint.entity];
  const named = new Set(entities.map((entity) => ('__entity' in entity ? entity.__entity.id : entity.id)));
  const inGroups = constraint.op === 'in';
  return new Set(
    actions.filter(
      (action) =>
        named.has(action) || (inGroups && (groupsOf.get(action) ?? []).some((group) => named.has(group))),
    ),
  );
}
