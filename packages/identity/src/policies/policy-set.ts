import {
  type DetailedError,
  type PolicyJson,
  policySetTextToParts,
  policyToJson,
  validate,
} from '@cedar-policy/cedar-wasm/nodejs';
import type { Action, Shown } from '@ringwall/core';
import { z } from 'zod';
import { beyondBounds } from './policy-bounds.ts';
import { type PolicyReach, reachOf } from './policy-reach.ts';
import { schemaText } from './schema.ts';

/** One policy, as it is named in answers and records. */
export interface Policy {
  /** What its `@id` says. */
  readonly id: string;
  readonly effect: 'permit' | 'forbid';
  /** What its `@reason` says. */
  readonly reason?: string;
  readonly text: string;
  readonly reach: PolicyReach;
}

/** What is wrong with a text of policies. */
export const policyProblem = z
  .object({
    line: z.number().describe('From 1 on.'),
    column: z.number().describe('From 1 on, in UTF-16 code units.'),
    message: z.string(),
    help: z.string().exactOptional(),
  })
  .meta({ id: 'PolicyProblem' });
export type PolicyProblem = Shown<typeof policyProblem>;

export type ParsedPolicies =
  | { readonly ok: true; readonly policies: readonly Policy[] }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

const idPattern = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const maxReasonLength = 256;
const maxProblems = 20;

/**
 * Reads policies in Cedar's notation and holds them against the schema, strictly. Every one must have an `@id` of
 * its own that `taken` does not have.
 */
export function parsePolicies(
  text: string,
  {
    taken = () => false,
    shipped = false,
  }: {
    readonly taken?: (id: string) => boolean;
    /** It came with the product, whose tests hold it against the schema: no start waits for that again. */
    readonly shipped?: boolean;
  } = {},
): ParsedPolicies {
  const beyond = beyondBounds(text);
  if (beyond) return failed([{ ...placeOf(text, beyond.at), message: beyond.message }]);
  const checked = shipped ? undefined : validate({ schema: schemaText, policies: { staticPolicies: text } });
  if (checked?.type === 'failure') return failed(checked.errors.map((error) => problemOf(text, error)));
  const parts = policySetTextToParts(text);
  if (parts.type === 'failure') return failed(parts.errors.map((error) => problemOf(text, error)));
  if (parts.policy_templates.length > 0) {
    return failed([
      { line: 1, column: 1, message: 'templates, which have slots such as ?principal, are not taken' },
    ]);
  }
  const ids = new Set<string>();
  const policies: Policy[] = [];
  const problems: PolicyProblem[] = [];
  for (const { source, at } of inOrder(text, parts.policies)) {
    const answer = policyToJson(source);
    if (answer.type === 'failure') return failed(answer.errors.map((error) => problemOf(text, error)));
    const policy = policyOf(source, answer.json);
    const wrong =
      idProblem(policy.id, ids.has(policy.id) || taken(policy.id)) ?? reasonProblem(policy.reason);
    if (wrong !== undefined) problems.push({ ...placeOf(text, at), message: wrong });
    ids.add(policy.id);
    policies.push(policy);
  }
  const against = checked?.validationErrors ?? [];
  problems.push(...against.map(({ error }) => named(problemOf(text, error), policies)));
  return problems.length > 0 ? failed(problems) : { ok: true, policies };
}

function failed(problems: readonly PolicyProblem[]): ParsedPolicies {
  // One mistake in a policy for many actions is told for each of them.
  const told = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return { ok: false, problems: [...told.values()].slice(0, maxProblems) };
}

/** Cedar sorts the parts by names it gives them itself; people read them in the order of the text. */
function inOrder(text: string, sources: readonly string[]) {
  return sources
    .map((source) => ({ source, at: Math.max(0, text.indexOf(source)) }))
    .sort((a, b) => a.at - b.at);
}

function policyOf(text: string, json: PolicyJson): Policy {
  const { id = '', reason } = json.annotations ?? {};
  return {
    ...{ id, effect: json.effect, text, reach: reachOf(json) },
    ...(reason !== undefined && { reason }),
  };
}

function idProblem(id: string, isTaken: boolean): string | undefined {
  if (!idPattern.test(id)) {
    return 'every policy needs an @id("…") of lower-case letters, digits, dots, hyphens and underscores';
  }
  return isTaken ? `the id "${id}" is taken` : undefined;
}

function reasonProblem(reason = ''): string | undefined {
  if (reason.length > maxReasonLength) return `a reason has at most ${maxReasonLength} characters`;
  return /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(reason) ? 'a reason must be printable text' : undefined;
}

function problemOf(text: string, error: DetailedError): PolicyProblem {
  const at = characterOffset(text, error.sourceLocations?.[0]?.start ?? 0);
  return {
    ...placeOf(text, at),
    message: error.message.replace(/ in context for Ringwall::Action::"[^"]*"/, ' in the context'),
    ...(error.help !== null && error.help !== undefined && { help: error.help }),
  };
}

/** Cedar counts policies without a name of their own; people know them by theirs. */
function named(problem: PolicyProblem, policies: readonly Policy[]): PolicyProblem {
  const message = problem.message.replace(/^for policy `policy(\d+)`, /, (_, number: string) => {
    const id = policies[Number(number)]?.id;
    return id === undefined ? '' : `${id}: `;
  });
  return { ...problem, message };
}

/** Cedar says places in bytes of UTF-8. */
function characterOffset(text: string, bytes: number): number {
  return Buffer.from(text).subarray(0, bytes).toString().length;
}

function placeOf(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at);
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
}

/** Whether any of these may decide about the action and looks at what it is about. */
export function looksAtResource(policies: readonly Policy[], action: Action): boolean {
  return policies.some(({ reach }) => reach.actions.has(action) && reach.resource);
}
