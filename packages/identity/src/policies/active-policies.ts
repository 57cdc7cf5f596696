import { type Action, actions } from '@ringwall/core';
import { basePolicies } from './base-policies.ts';
import { type LoadedPolicies, policySlot } from './engine.ts';
import { looksAtResource, type ParsedPolicies, type Policy, parsePolicies } from './policy-set.ts';

/** The policies that decide now. */
export interface ActivePolicies {
  /** For the shell: own policies cannot lock out whoever must be able to mend them. */
  readonly base: LoadedPolicies;
  /** For everybody else: all of them must allow. None: nothing is allowed. */
  readonly sets: readonly LoadedPolicies[];
  /**
   * Members of the context that an answer about the action may depend on, whoever asks. That a scope may name models
   * and purposes is left out: it depends on whose it is.
   */
  reads(action: Action): ReadonlySet<string>;
  /** Whether an own policy may tell one resource from another for this action. */
  looksAtResource(action: Action): boolean;
}

/** The same, with what changes it. */
export interface ChangingPolicies extends ActivePolicies {
  /** These decide too, from now on: what they forbid is forbidden, what only they permit is not permitted yet. */
  restrict(own: readonly Policy[]): void;
  /** What restricted last decides alone. */
  settle(): void;
}

/** What looks at models and purposes only of credentials whose scope names some. */
const ofScopes: readonly string[] = ['base.scope-model', 'base.scope-purpose'];

/** The base policies, read once a start. */
export function parseBasePolicies(): readonly Policy[] {
  const parsed = parsePolicies(basePolicies, { shipped: true });
  if (!parsed.ok) throw new Error(`The base policies cannot be read: ${JSON.stringify(parsed.problems)}`);
  return parsed.policies;
}

/** Ids that begin like those of the base policies stay theirs, also of ones to come. */
export function parseOwnPolicies(text: string): ParsedPolicies {
  return parsePolicies(text, { taken: (id) => id.startsWith('base.') });
}

/** Begins with the base policies and these; with undefined, which nobody could read, nobody but the shell is let in. */
export function activatePolicies(
  base: readonly Policy[],
  own: readonly Policy[] | undefined,
): ChangingPolicies {
  const slots = [policySlot(), policySlot()] as const;
  const forShell = policySlot().load(base);
  // The slot that `settled` is not in takes whatever restricts.
  let free: 0 | 1 = 0;
  let settled: LoadedPolicies | undefined;
  let restricting: LoadedPolicies | undefined;
  let reads = new Map<Action, ReadonlySet<string>>();

  function restrict(policies: readonly Policy[]): void {
    restricting = slots[free].load([...base, ...policies]);
    look();
  }

  function settle(): void {
    if (restricting === undefined) return;
    settled = restricting;
    restricting = undefined;
    free = free === 0 ? 1 : 0;
    look();
  }

  function sets(): readonly LoadedPolicies[] {
    // What was there before must go on restricting, also where there was nothing that could be read.
    if (settled === undefined) return [];
    return restricting === undefined ? [settled] : [settled, restricting];
  }

  function look(): void {
    const all = sets().flatMap(({ policies }) => policies.filter(({ id }) => !ofScopes.includes(id)));
    reads = new Map(
      actions.map((action) => [
        action,
        new Set(all.flatMap(({ reach }) => (reach.actions.has(action) ? [...reach.context] : []))),
      ]),
    );
  }

  if (own !== undefined) {
    restrict(own);
    settle();
  }
  return {
    base: forShell,
    get sets() {
      return sets();
    },
    reads: (action) => reads.get(action) ?? new Set(),
    looksAtResource: (action) =>
      sets().some(({ policies }) => looksAtResource(policies.slice(base.length), action)),
    restrict,
    settle,
  };
}
