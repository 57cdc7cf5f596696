import { type Actor, type Clock, type EventData, newEvent, type Shown } from '@ringwall/core';
import type { Store } from '@ringwall/store';
import { z } from 'zod';
import type { Bodies } from '../bodies/bodies.ts';
import { sweepDestroyedKeys } from '../bodies/destroyed-keys.ts';
import type { BodyTables } from '../bodies/tables.ts';
import { LedgerError } from '../errors.ts';
import { type ActiveHold, activeHolds, isHeldKey } from '../holds/hold-scope.ts';
import type { Ledger } from '../ledger.ts';
import type { Projection } from '../projection/projection.ts';
import type { Subject } from './subjects.ts';

const count = z.int().nonnegative();

/** Names a person: as the requests did, or by a pseudonym. */
export type SubjectQuery = { readonly project: string; readonly name: string } | { readonly subject: string };

/** What is kept about a person. */
export const subjectSummary = z
  .object({
    subjects: z.array(z.string()).describe('Their pseudonyms, as the records carry them.'),
    project: z.string(),
    bodyKeys: count.describe('Keys of their bodies.'),
    firstDay: z.string().exactOptional().describe('The days these are of.'),
    lastDay: z.string().exactOptional(),
    holds: z.array(z.string()).describe('Legal holds that keep any of it.'),
  })
  .meta({ id: 'SubjectSummary' });
export type SubjectSummary = Shown<typeof subjectSummary>;

/** What an erasure came to. */
export const erased = z
  .object({
    subjects: z.array(z.string()),
    project: z.string(),
    bodyKeys: count.describe('Keys that are destroyed.'),
    keys: z.array(z.string()).describe('API keys that were bound to the person and are revoked.'),
    entries: z.array(count).describe('Ledger indexes of the events.'),
  })
  .meta({ id: 'Erased' });
export type Erased = Shown<typeof erased>;

/** API keys that speak for one person. */
export interface BoundKeys {
  /** Those bound to whom this digest finds. */
  of(lookup: string): readonly string[];
  /** Told once it is recorded that they are revoked: they are refused from then on. */
  revoked(keys: readonly string[]): void;
}

/** Forgets persons: destroys the keys of what was kept about them, and what leads from their name to their records. */
export interface Erasure {
  /** @throws LedgerError ledger/subject-unknown */
  find(query: SubjectQuery): Promise<SubjectSummary>;
  /**
   * Recorded first, then done; when it resolves nothing of it is left in any file. What a crash cuts off the next start
   * completes.
   * @throws LedgerError ledger/subject-unknown; ledger/held, which is recorded too; what an append throws
   */
  erase(query: SubjectQuery, given: { readonly reason: string; readonly actor: Actor }): Promise<Erased>;
  /** Repeats an erasure that another log recorded; also where nothing is known of the person here. */
  repeat(erased: EventData<'subject.erased'> & { readonly project: string }, actor: Actor): Promise<void>;
  /** Completes what a crash, or a disk that failed, cut off. */
  finish(): Promise<void>;
  /** Why something is recorded as erased and not yet gone from every file; undefined where nothing is wrong. */
  readonly failing: string | undefined;
  /** Tries no more. */
  close(): Promise<void>;
}

/** How long the disk may take for the record of an erasure. */
const recordDeadlineMs = 10_000;
const retryMs = 5_000;

export function createErasure(parts: {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly projection: Projection;
  readonly bodies: Bodies;
  readonly clock: Clock;
  readonly boundKeys: BoundKeys;
  /** Runs erasures, holds and retention one after the other: none may see another half done. */
  readonly inTurn: <Value>(work: () => Promise<Value>) => Promise<Value>;
}): Erasure {
  const { store, ledger, projection, bodies, clock, boundKeys, inTurn } = parts;
  const db = store.db.withTables<BodyTables>();
  let failing: string | undefined;
  let retry: NodeJS.Timeout | undefined;
  let retrying: Promise<void> = Promise.resolve();

  async function persons(query: SubjectQuery): Promise<readonly [Subject, ...Subject[]]> {
    const { subjects } = bodies;
    if ('subject' in query) {
      const [first] = await subjects.known([query.subject]);
      if (first !== undefined) return [first];
    } else {
      const lookup = subjects.lookup(query.project, Buffer.from(query.name));
      const [first, ...others] = await subjects.find(lookup);
      if (first !== undefined) return [first, ...others];
      // Known by a key only, which has not been used.
      if (boundKeys.of(lookup).length > 0)
        return [await subjects.resolve(query.project, lookup, { withinMs: 0 })];
    }
    throw new LedgerError('ledger/subject-unknown', 'Nothing is kept about this person in this project.');
  }

  async function holdsOver(subjects: readonly Subject[], project: string): Promise<readonly string[]> {
    const ids = subjects.map(({ id }) => id);
    const holding: string[] = [];
    for (const hold of await store.db.transaction().execute(activeHolds)) {
      if (await keeps(hold, ids, project)) holding.push(hold.hold);
    }
    return holding;
  }

  async function keeps(
    { scope }: ActiveHold,
    subjects: readonly string[],
    project: string,
  ): Promise<boolean> {
    if (scope.project !== undefined && scope.project !== project) return false;
    if (scope.subjects !== undefined && !scope.subjects.some((id) => subjects.includes(id))) return false;
    // One without a time or a request is about whatever there is, also where that is nothing yet.
    if (scope.from === undefined && scope.to === undefined && scope.request === undefined) return true;
    const key = await db
      .selectFrom('body_keys')
      .select('id')
      .where('subject', 'in', subjects)
      .where((each) => isHeldKey(each, scope))
      .limit(1)
      .executeTakeFirst();
    return key !== undefined;
  }

  async function countKeys(subject: string): Promise<number> {
    const { count } = await db
      .selectFrom('body_keys')
      .select((each) => each.fn.countAll<number>().as('count'))
      .where('subject', '=', subject)
      .executeTakeFirstOrThrow();
    return count;
  }

  /** The tables as they are after the newest record. */
  async function caughtUp(): Promise<void> {
    if (ledger.size > 0) await projection.reached(ledger.size - 1);
  }

  async function record(project: string, actor: Actor, data: EventData<'subject.erased'>): Promise<number> {
    const event = newEvent('subject.erased', { time: clock.now(), project, actor, data });
    const { index } = await ledger.append(event, { deadlineMs: recordDeadlineMs });
    return index;
  }

  async function eraseAll(
    subjects: readonly [Subject, ...Subject[]],
    { reason, actor }: { readonly reason: string; readonly actor: Actor },
  ): Promise<Erased> {
    const [{ project, lookup }] = subjects;
    // As many as one record can name.
    const keys = boundKeys.of(lookup).slice(0, 1024);
    await bodies.forget(subjects);
    const entries: number[] = [];
    let bodyKeys = 0;
    try {
      for (const { id } of subjects) {
        const count = await countKeys(id);
        const data = { subject: id, bodyKeys: count, reason, ...(keys.length > 0 && { keys: [...keys] }) };
        entries.push(await record(project, actor, data));
        boundKeys.revoked(keys);
        bodyKeys += count;
      }
    } catch (error) {
      // What may still become durable will be applied: then nothing may be kept that the tables do not know of.
      if (!(error instanceof LedgerError) || error.code !== 'ledger/deadline')
        bodies.remember(subjects.slice(entries.length));
      throw error;
    }
    await complete(Math.max(...entries));
    return { subjects: subjects.map(({ id }) => id), project, bodyKeys, keys, entries };
  }

  /** What is recorded will be done: where it fails now, again and again until it is. */
  async function complete(index: number): Promise<void> {
    try {
      await projection.reached(index);
      await sweepDestroyedKeys(store);
      failing = undefined;
    } catch (error) {
      failing = error instanceof Error ? error.message : String(error);
      retry ??= setTimeout(() => {
        retry = undefined;
        retrying = inTurn(() => complete(index)).catch(() => undefined);
      }, retryMs).unref();
      throw error;
    }
  }

  return {
    get failing() {
      return failing;
    },

    async close() {
      clearTimeout(retry);
      await retrying;
      clearTimeout(retry);
    },

    async find(query) {
      const subjects = await persons(query);
      const [{ project }] = subjects;
      const ids = subjects.map(({ id }) => id);
      await caughtUp();
      const { count, first, last } = await db
        .selectFrom('body_keys')
        .select(({ fn }) => [
          fn.countAll<number>().as('count'),
          fn.min<string | null>('day').as('first'),
          fn.max<string | null>('day').as('last'),
        ])
        .where('subject', 'in', ids)
        .executeTakeFirstOrThrow();
      return {
        subjects: ids,
        project,
        bodyKeys: count,
        ...(first !== null && { firstDay: first }),
        ...(last !== null && { lastDay: last }),
        holds: await holdsOver(subjects, project),
      };
    },

    erase: (query, given) =>
      inTurn(async () => {
        const subjects = await persons(query);
        const [{ id, project }] = subjects;
        await caughtUp();
        const holds = await holdsOver(subjects, project);
        if (holds.length > 0) {
          const data = { subject: id, holds: holds.slice(0, 64), reason: given.reason };
          const fields = { time: clock.now(), project, actor: given.actor, data };
          await ledger.append(newEvent('subject.erasure-refused', fields), { deadlineMs: recordDeadlineMs });
          throw new LedgerError('ledger/held', `Legal holds keep what there is: ${holds.join(', ')}.`);
        }
        return await bodies.subjects.withheld(subjects, () => eraseAll(subjects, given));
      }),

    repeat: ({ project, ...data }, actor) =>
      inTurn(async () => {
        const known = await bodies.subjects.known([data.subject]);
        await bodies.subjects.withheld(known, async () => {
          await bodies.forget(known);
          await projection.reached(await record(project, actor, data));
        });
      }),

    finish: () => inTurn(() => sweepDestroyedKeys(store)),
  };
}
