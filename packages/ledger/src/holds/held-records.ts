import type { Transaction } from 'kysely';
import type { BodyTables } from '../bodies/tables.ts';
import { activeHolds } from './hold-scope.ts';

/** Records that a legal hold keeps: those that all given members are true of. */
export interface HeldRecords {
  readonly hold: string;
  readonly project?: string;
  /** Milliseconds since the Unix epoch; `toMs` is not within. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Ledger indexes, and the id of the request they are about. */
  readonly entries?: readonly number[];
  readonly request?: string;
}

const dayMs = 86_400_000;

/**
 * What the holds in force keep, in words that tables of records know. A person is in none of them: of theirs the
 * project's records are kept from the first day to the last that keys of theirs are of.
 */
export async function heldRecords(trx: Transaction<unknown>): Promise<readonly HeldRecords[]> {
  const held: HeldRecords[] = [];
  for (const { hold, scope } of await activeHolds(trx)) {
    const { project, subjects, request } = scope;
    const days = subjects === undefined ? undefined : await daysOf(trx, subjects);
    const fromMs = latest(scope.from === undefined ? undefined : Date.parse(scope.from), days?.fromMs);
    const toMs = earliest(scope.to === undefined ? undefined : Date.parse(scope.to), days?.toMs);
    held.push({
      hold,
      ...(project !== undefined && { project }),
      ...(fromMs !== undefined && { fromMs }),
      ...(toMs !== undefined && { toMs }),
      ...(request && { entries: request.entries, request: request.id }),
    });
  }
  return held;
}

async function daysOf(trx: Transaction<unknown>, subjects: readonly string[]) {
  const { first, last } = await trx
    .withTables<BodyTables>()
    .selectFrom('body_keys')
    .select(({ fn }) => [fn.min<string | null>('day').as('first'), fn.max<string | null>('day').as('last')])
    .where('subject', 'in', subjects)
    .executeTakeFirstOrThrow();
  // Nothing is known of when they were here: then all of the project's is kept.
  if (first === null || last === null) return {};
  return { fromMs: Date.parse(first), toMs: Date.parse(last) + dayMs };
}

function latest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}
