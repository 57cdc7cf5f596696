import {
  type Actor,
  type Clock,
  type HoldScope,
  holdScopeSchema,
  newEvent,
  newId,
  type Shown,
} from '@ringwall/core';
import type { Store } from '@ringwall/store';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import { LedgerError } from '../errors.ts';
import type { Ledger } from '../ledger.ts';
import type { Projection } from '../projection/projection.ts';
import type { Subjects } from '../subjects/subjects.ts';
import { parseScope } from './hold-scope.ts';
import type { HoldTables } from './tables.ts';

/** A legal hold: what it keeps is neither erased nor cut back until it is released. */
export const legalHold = z
  .object({
    hold: z.string(),
    placedAt: z.string(),
    scope: holdScopeSchema,
    reason: z.string(),
    by: z.object({ kind: z.string(), id: z.string() }),
    releasedAt: z.string().exactOptional(),
    entry: z.int().nonnegative().describe('Ledger index of its `hold.placed`.'),
  })
  .meta({ id: 'LegalHold' });
export type Hold = Shown<typeof legalHold>;

/** What shall be kept: whatever all given members are true of. */
export interface NewHold {
  readonly project?: string | undefined;
  /** The person as requests name them; needs `project`. */
  readonly name?: string | undefined;
  /** The person by a pseudonym. */
  readonly subject?: string | undefined;
  /** RFC 3339; `from` is within, `to` is not. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Id of one request. */
  readonly request?: string | undefined;
  readonly reason: string;
}

/** Where the records of a request are; undefined where there is no such request. */
export type FindRequest = (
  request: string,
) => Promise<
  | { readonly project: string; readonly entries: readonly number[]; readonly bodyKeys: readonly string[] }
  | undefined
>;

export interface Holds {
  /** Resolves when it is in force. @throws LedgerError ledger/hold-invalid, ledger/subject-unknown; what an append throws */
  place(hold: NewHold, actor: Actor): Promise<Hold>;
  /** @throws LedgerError ledger/hold-unknown; what an append throws */
  release(id: string, given: { readonly reason: string; readonly actor: Actor }): Promise<Hold>;
  /** Newest first; those in force, or all there ever were. */
  list(options: { readonly released: boolean }): Promise<readonly Hold[]>;
}

const recordDeadlineMs = 10_000;
/** More than anybody can keep an eye on; each is looked at whenever something is to be forgotten. */
const maxHolds = 1_000;
const maxListed = 1_000;

export function createHolds(parts: {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly projection: Projection;
  readonly subjects: Subjects;
  readonly clock: Clock;
  readonly findRequest: FindRequest;
  readonly inTurn: <Value>(work: () => Promise<Value>) => Promise<Value>;
}): Holds {
  const { ledger, projection, subjects, clock, inTurn } = parts;
  const db = parts.store.db.withTables<HoldTables>();

  async function caughtUp(): Promise<void> {
    if (ledger.size > 0) await projection.reached(ledger.size - 1);
  }

  async function personOf({ name, subject, project }: NewHold): Promise<HoldScope> {
    if (name === undefined && subject === undefined) return {};
    if (name !== undefined && project === undefined) throw invalid('A person is named within a project.');
    const found =
      subject !== undefined
        ? await subjects.known([subject])
        : await subjects.find(subjects.lookup(project ?? '', Buffer.from(name ?? '')));
    const [first] = found;
    if (first === undefined)
      throw new LedgerError('ledger/subject-unknown', 'Nothing is kept about this person in this project.');
    if (project !== undefined && project !== first.project)
      throw invalid('The person is of another project.');
    return { project: first.project, subjects: found.slice(0, 16).map(({ id }) => id) };
  }

  async function requestOf({ request, project }: NewHold): Promise<HoldScope> {
    if (request === undefined) return {};
    const found = await parts.findRequest(request);
    if (found === undefined) throw invalid('No request with this id is recorded.');
    if (project !== undefined && project !== found.project)
      throw invalid('The request is of another project.');
    const { entries, bodyKeys } = found;
    return {
      project: found.project,
      request: { id: request, entries: [...entries], bodyKeys: [...bodyKeys] },
    };
  }

  async function one(id: string): Promise<Hold> {
    const row = await db
      .selectFrom('legal_holds')
      .selectAll()
      .where('hold', '=', id)
      .where('released_at', 'is', null)
      .executeTakeFirst();
    if (row !== undefined) return holdOf(row);
    throw new LedgerError('ledger/hold-unknown', 'No legal hold in force has this id.');
  }

  return {
    place: (given, actor) =>
      inTurn(async () => {
        await caughtUp();
        const scope: HoldScope = {
          ...(given.project !== undefined && { project: given.project }),
          ...(await personOf(given)),
          ...(await requestOf(given)),
          ...(given.from !== undefined && { from: timeText(given.from) }),
          ...(given.to !== undefined && { to: timeText(given.to) }),
        };
        if (Object.keys(scope).length === 0) throw invalid('Nothing was named that shall be kept.');
        if (scope.from !== undefined && scope.to !== undefined && scope.from >= scope.to)
          throw invalid('The time it is about ends before it begins.');
        const { count } = await db
          .selectFrom('legal_holds')
          .select((each) => each.fn.countAll<number>().as('count'))
          .where('released_at', 'is', null)
          .executeTakeFirstOrThrow();
        if (count >= maxHolds)
          throw invalid(`There are ${maxHolds} in force, which is the most there can be.`);
        const now = clock.now();
        const hold = newId('hld', now);
        const data = { hold, scope, reason: given.reason };
        const event = newEvent('hold.placed', {
          time: now,
          project: scope.project ?? 'default',
          actor,
          data,
        });
        const { index } = await ledger.append(event, { deadlineMs: recordDeadlineMs });
        await projection.reached(index);
        return await one(hold);
      }),

    release: (id, { reason, actor }) =>
      inTurn(async () => {
        const hold = await one(id);
        const fields = { time: clock.now(), project: hold.scope.project ?? 'default', actor };
        const event = newEvent('hold.released', { ...fields, data: { hold: id, reason } });
        const { index } = await ledger.append(event, { deadlineMs: recordDeadlineMs });
        await projection.reached(index);
        return { ...hold, releasedAt: event.time };
      }),

    async list({ released }) {
      await caughtUp();
      let query = db.selectFrom('legal_holds').selectAll();
      if (!released) query = query.where('released_at', 'is', null);
      const rows = await query.orderBy('idx', 'desc').limit(maxListed).execute();
      return rows.map(holdOf);
    },
  };
}

function holdOf(row: Selectable<HoldTables['legal_holds']>): Hold {
  return {
    hold: row.hold,
    placedAt: new Date(row.placed_at).toISOString(),
    scope: parseScope(row.scope),
    reason: row.reason,
    by: { kind: row.actor_kind, id: row.actor },
    ...(row.released_at !== null && { releasedAt: new Date(row.released_at).toISOString() }),
    entry: row.idx,
  };
}

/** One spelling for every time, so that two can be compared as text. */
function timeText(text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw invalid('A time is given in RFC 3339.');
  const spelled = new Date(time).toISOString();
  if (spelled.length !== '2026-01-01T00:00:00.000Z'.length) throw invalid('A year has four digits.');
  return spelled;
}

function invalid(detail: string): LedgerError {
  return new LedgerError('ledger/hold-invalid', detail);
}
