import { type Actor, newEvent, type Shown, sha256Hex } from '@ringwall/core';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import type { IdentityParts } from '../parts.ts';
import { defaultProject } from '../tables.ts';
import {
  type ActivePolicies,
  activatePolicies,
  parseBasePolicies,
  parseOwnPolicies,
} from './active-policies.ts';
import type { ParsedPolicies, Policy, PolicyProblem } from './policy-set.ts';
import type { PolicyTables } from './tables.ts';
import { takeTurns } from './turns.ts';
import { ValidationThread } from './validation-thread.ts';

/** A set of own policies, as lists show it. */
export const policyVersion = z
  .object({
    version: z.number().describe('0: none were ever applied.'),
    digest: z.string().describe('SHA-256 of the text, hexadecimal.'),
    by: z
      .string()
      .exactOptional()
      .describe('Whoever applied it: a user, a service, `local` for the shell. Absent where nobody has.'),
    at: z.iso.datetime().exactOptional(),
  })
  .meta({ id: 'PolicyVersion' });
export type PolicyVersion = Shown<typeof policyVersion>;

/** A set of own policies with its text. */
export const policySetText = policyVersion.extend({ text: z.string() }).meta({ id: 'PolicySetText' });
export type PolicySetText = Shown<typeof policySetText>;

/** The policies that users write, beside those that ship with the product. */
export interface OwnPolicies {
  /** The policies that decide. */
  readonly active: ActivePolicies;
  readonly base: readonly Policy[];
  /** In the order of their text. */
  readonly own: readonly Policy[];
  /** Why nobody but the shell is let in: the text that is stored does not fit this version of the product. */
  readonly broken: readonly PolicyProblem[] | undefined;
  current(): PolicySetText;
  /** What a text says, or what is wrong with it. @throws IdentityError identity/policy-busy, identity/policy-unread */
  parse(text: string): Promise<ParsedPolicies>;
  /** @throws IdentityError identity/policy-version-unknown */
  version(version: number): Promise<PolicySetText>;
  /** Newest first, those before `before`, at most `limit`. */
  versions(asked: AskedVersions): Promise<readonly PolicyVersion[]>;
  /**
   * Puts this text in the place of the one before, whole or not at all. What it forbids is forbidden from the commit
   * on, also when the ledger then fails; what it permits is permitted once its event is recorded. The same text again
   * changes nothing. `replaces` is the version it was written for. With `forbidsOnly` every policy that permits must stay
   * as it is: whoever could change those could permit themselves anything.
   * @throws IdentityError identity/policy-invalid, identity/policy-conflict, identity/policy-beyond, identity/policy-busy,
   * identity/policy-unread
   */
  apply(text: string, actor: Actor, options?: PolicyChangeOptions): Promise<PolicySetText>;
  /** No text is read any more. */
  close(): Promise<void>;
}

export interface AskedVersions {
  readonly limit: number;
  readonly before?: number | undefined;
}

export interface PolicyChangeOptions {
  readonly replaces?: number | undefined;
  readonly forbidsOnly?: boolean;
}

export async function loadOwnPolicies({ store, outbox, clock, epoch }: IdentityParts): Promise<OwnPolicies> {
  const db = store.db.withTables<PolicyTables>();
  const newest = await db.selectFrom('policy_sets').selectAll().orderBy('version', 'desc').executeTakeFirst();
  const base = parseBasePolicies();
  let current: PolicySetText = newest === undefined ? none() : described(newest);
  const parsed: ParsedPolicies =
    newest === undefined ? { ok: true, policies: [] } : parseOwnPolicies(newest.text);
  let own = parsed.ok ? parsed.policies : [];
  let broken = parsed.ok ? undefined : parsed.problems;
  const active = activatePolicies(base, parsed.ok ? own : undefined);
  const thread = new ValidationThread();
  const inTurn = takeTurns();

  async function apply(
    text: string,
    actor: Actor,
    { replaces, forbidsOnly = false }: PolicyChangeOptions,
  ): Promise<PolicySetText> {
    if (replaces !== undefined && replaces !== current.version) {
      throw new IdentityError('identity/policy-conflict', `Version ${current.version} is in force by now.`);
    }
    const next = await thread.parse(text);
    if (!next.ok) throw new IdentityError('identity/policy-invalid', inWords(next.problems));
    const permit = forbidsOnly ? changedPermit(own, next.policies) : undefined;
    if (permit !== undefined) {
      throw new IdentityError(
        'identity/policy-beyond',
        `The policy "${permit}" permits, and it would change.`,
      );
    }
    const digest = sha256Hex(text);
    const settled = active.sets.length === 1;
    if (digest === current.digest && settled) return current;
    const now = clock.now();
    const row = {
      version: current.version + 1,
      ...{ text, digest, applied_by: actor.who ?? actor.id, created_at: now },
    };
    await outbox.transact(
      async (trx, emit) => {
        await trx.withTables<PolicyTables>().insertInto('policy_sets').values(row).execute();
        const data = { version: row.version, digest, ...difference(own, next.policies) };
        emit(newEvent('policy.changed', { time: now, project: defaultProject, actor, data }));
      },
      {
        onCommitted: () => {
          active.restrict(next.policies);
          own = next.policies;
          current = described(row);
          epoch.advance();
        },
      },
    );
    active.settle();
    broken = undefined;
    epoch.advance();
    return current;
  }

  return {
    active,
    base,
    get own() {
      return own;
    },
    get broken() {
      return broken;
    },
    current: () => current,
    parse: (text) => thread.parse(text),
    async version(version) {
      const row = await db
        .selectFrom('policy_sets')
        .selectAll()
        .where('version', '=', version)
        .executeTakeFirst();
      if (row !== undefined) return described(row);
      throw new IdentityError('identity/policy-version-unknown', `There is no version ${version}.`);
    },
    async versions({ limit, before }) {
      const rows = await db
        .selectFrom('policy_sets')
        .select(['version', 'digest', 'applied_by', 'created_at'])
        .$if(before !== undefined, (query) => query.where('version', '<', before ?? 0))
        .orderBy('version', 'desc')
        .limit(limit)
        .execute();
      return rows.map(summarized);
    },
    // One after the other: each is told apart from the one before it.
    apply: (text, actor, options = {}) => inTurn(() => apply(text, actor, options)),
    close: () => thread.close(),
  };
}

/** The problems in one sentence each, first ones first. */
export function inWords(problems: readonly PolicyProblem[]): string {
  const shown = problems
    .slice(0, 3)
    .map(
      ({ line, column, message, help }) =>
        `line ${line}, column ${column}: ${message}${help ? ` (${help})` : ''}`,
    );
  const more = problems.length - shown.length;
  return `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`.slice(0, 2000);
}

function none(): PolicySetText {
  return { version: 0, text: '', digest: sha256Hex('') };
}

function described(row: PolicyTables['policy_sets']): PolicySetText {
  return { ...summarized(row), text: row.text };
}

function summarized(row: Omit<PolicyTables['policy_sets'], 'text'>): PolicyVersion {
  const { version, digest, applied_by: by, created_at: at } = row;
  return { version, digest, by, at: new Date(at).toISOString() };
}

/** The id of a policy that permits and is in one of them only, or differs. */
function changedPermit(before: readonly Policy[], after: readonly Policy[]): string | undefined {
  const permits = (policies: readonly Policy[]) =>
    new Map(policies.flatMap(({ id, effect, text }) => (effect === 'permit' ? [[id, text]] : [])));
  const [was, is] = [permits(before), permits(after)];
  return [...was.keys(), ...is.keys()].find((id) => was.get(id) !== is.get(id));
}

function difference(before: readonly Policy[], after: readonly Policy[]) {
  const was = new Map(before.map(({ id, text }) => [id, text]));
  const is = new Map(after.map(({ id, text }) => [id, text]));
  return {
    policies: [...is.keys()],
    added: [...is.keys()].filter((id) => !was.has(id)),
    removed: [...was.keys()].filter((id) => !is.has(id)),
    changed: [...is.keys()].filter((id) => was.has(id) && was.get(id) !== is.get(id)),
  };
}
