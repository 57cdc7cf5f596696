import {
  type Actor,
  type Clock,
  newEvent,
  type RetentionClass,
  retentionClasses,
  type Shown,
} from '@ringwall/core';
import type { Store } from '@ringwall/store';
import { z } from 'zod';
import { dayOf } from '../bodies/body-keys.ts';
import { sweepDestroyedKeys } from '../bodies/destroyed-keys.ts';
import type { BodyTables } from '../bodies/tables.ts';
import { heldRecords } from '../holds/held-records.ts';
import { activeHolds, isFreeKey, isHeldKey } from '../holds/hold-scope.ts';
import type { Ledger } from '../ledger.ts';
import type { Projection } from '../projection/projection.ts';
import type { ProjectionTables } from '../projection/tables.ts';
import { type ExpiringRows, expiringEvents, type Walked } from './expiring-rows.ts';
import type { RetentionTables } from './tables.ts';

const count = z.int().nonnegative();

/** How long each class is kept, in milliseconds; what is not named is kept for good. */
export type RetentionPolicy = { readonly [Class in RetentionClass]?: number };

/** What a run came to for one class. */
const classRun = z
  .object({
    class: z.enum(retentionClasses),
    keepMs: count,
    before: z.string().describe('RFC 3339: everything from before is due.'),
    removed: count.describe('Body keys, or records in the tables.'),
    held: count.describe('Due and kept.'),
    holds: z.array(z.string()).describe('What keeps these.'),
  })
  .meta({ id: 'RetentionClassRun' });
export type ClassRun = Shown<typeof classRun>;

export const retentionRun = z
  .object({
    dryRun: z.boolean(),
    classes: z.array(classRun),
    minimumIndex: count.describe('The oldest entry of the ledger that is still stored.'),
  })
  .meta({ id: 'RetentionRun' });
export type RetentionRun = Shown<typeof retentionRun>;

/** How things stand. */
export const retentionState = z
  .object({
    classes: z.array(
      z.object({
        class: z.enum(retentionClasses),
        keepMs: count.exactOptional().describe('Absent: for good.'),
        applied: z
          .object({ at: z.string(), before: z.string(), removed: count, held: count })
          .exactOptional()
          .describe('The last run that removed anything.'),
      }),
    ),
    minimumIndex: count,
    failing: z
      .string()
      .exactOptional()
      .describe('Why the last run was not made or not finished; absent where nothing is wrong.'),
  })
  .meta({ id: 'RetentionState' });
export type RetentionState = Shown<typeof retentionState>;

export interface Retention {
  /** Why the last run by itself was not made or not finished; undefined where nothing is wrong. */
  readonly failing: string | undefined;
  /**
   * Removes what is older than its class is kept for and no hold keeps. With `dryRun` it only says what that would be.
   * @throws what an append throws
   */
  apply(given: { readonly dryRun: boolean; readonly actor: Actor }): Promise<RetentionRun>;
  state(): Promise<RetentionState>;
  /** Runs it every hour from now on. */
  start(): void;
  /** Lets a run end after the rows it is at. */
  close(): Promise<void>;
}

const recordDeadlineMs = 10_000;
const everyMs = 3_600_000;
/** The wall clock may leave the steady one by this much between two runs; beyond that a person must look first. */
const maxClockJumpMs = 600_000;
const bundleEntries = 256;

export function createRetention(parts: {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly projection: Projection;
  readonly clock: Clock;
  /** Goes on at one pace whatever the wall clock is set to. */
  readonly steadyClock: Clock;
  readonly policy: RetentionPolicy;
  /** Rows of other packages. */
  readonly rows: readonly ExpiringRows[];
  readonly inTurn: <Value>(work: () => Promise<Value>) => Promise<Value>;
}): Retention {
  const { store, ledger, projection, clock, steadyClock, policy, inTurn } = parts;
  const closing = new AbortController();
  const began = { wallMs: clock.now(), steadyMs: steadyClock.now() };
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let failing: string | undefined;

  async function bodies(
    beforeMs: number,
    dryRun: boolean,
    actor: Actor,
  ): Promise<Omit<ClassRun, 'class' | 'keepMs'>> {
    const day = dayOf(beforeMs);
    const before = new Date(Date.parse(day)).toISOString();
    const counted = await store.db.transaction().execute(async (trx) => {
      const holds = await activeHolds(trx);
      const due = trx
        .withTables<BodyTables>()
        .selectFrom('body_keys')
        .select((each) => each.fn.countAll<number>().as('count'))
        .where('day', '<', day);
      const { count: free } = await due.where((each) => isFreeKey(each, holds)).executeTakeFirstOrThrow();
      const { count: all } = await due.executeTakeFirstOrThrow();
      const keeping: string[] = [];
      for (const { hold, scope } of holds) {
        const { count } = await due.where((each) => isHeldKey(each, scope)).executeTakeFirstOrThrow();
        if (count > 0) keeping.push(hold);
      }
      return { removed: free, held: all - free, holds: keeping };
    });
    if (!dryRun && counted.removed > 0) {
      await record('bodies', { before, ...counted }, actor);
      await sweepDestroyedKeys(store);
    }
    return { before, ...counted };
  }

  async function records(
    kind: Exclude<RetentionClass, 'bodies'>,
    beforeMs: number,
    { dryRun, actor }: { readonly dryRun: boolean; readonly actor: Actor },
  ): Promise<Omit<ClassRun, 'class' | 'keepMs'>> {
    const before = new Date(beforeMs).toISOString();
    let removed = 0;
    let kept = 0;
    const held = await store.db.transaction().execute(heldRecords);
    for (const rows of [...expiringEvents(kind), ...parts.rows.filter((each) => each.class === kind)]) {
      for (let at: Walked = { removed: 0, held: 0, next: -1 }; at.next !== undefined; ) {
        closing.signal.throwIfAborted();
        const query = { beforeMs, held, after: at.next, dryRun };
        at = await store.db.transaction().execute((trx) => rows.walk(trx, query));
        if (!rows.counted) continue;
        removed += at.removed;
        kept += at.held;
      }
    }
    const holds = kept === 0 ? [] : held.map(({ hold }) => hold);
    if (!dryRun && removed > 0) await record(kind, { before, removed, held: kept, holds }, actor);
    return { before, removed, held: kept, holds };
  }

  async function record(
    kind: RetentionClass,
    run: Pick<ClassRun, 'before' | 'removed' | 'held' | 'holds'>,
    actor: Actor,
  ): Promise<void> {
    const data = { class: kind, ...run, holds: run.holds.slice(0, 64) };
    const event = newEvent('retention.applied', { time: clock.now(), project: 'default', actor, data });
    const { index } = await ledger.append(event, { deadlineMs: recordDeadlineMs });
    await projection.reached(index);
  }

  /** Nothing that any class still needs, or that a hold keeps, lies below the oldest row there is. */
  async function prune(actor: Actor): Promise<void> {
    const { oldest } = await store.db
      .withTables<ProjectionTables>()
      .selectFrom('events')
      .select(({ fn }) => fn.min<number | null>('idx').as('oldest'))
      .executeTakeFirstOrThrow();
    if (oldest === null) return;
    const possible = Math.min(oldest, ledger.prunable);
    const minimumIndex = possible - (possible % bundleEntries);
    if (minimumIndex <= ledger.minimumIndex) return;
    const event = newEvent('ledger.pruned', {
      time: clock.now(),
      project: 'default',
      actor,
      data: { minimumIndex },
    });
    await ledger.append(event, { deadlineMs: recordDeadlineMs });
    await ledger.prune(minimumIndex);
  }

  async function run(dryRun: boolean, actor: Actor): Promise<RetentionRun> {
    if (ledger.size > 0) await projection.reached(ledger.size - 1);
    const classes: ClassRun[] = [];
    for (const kind of retentionClasses) {
      const keepMs = policy[kind];
      if (keepMs === undefined) continue;
      const beforeMs = clock.now() - keepMs;
      const done =
        kind === 'bodies'
          ? await bodies(beforeMs, dryRun, actor)
          : await records(kind, beforeMs, { dryRun, actor });
      classes.push({ class: kind, keepMs, ...done });
    }
    if (!dryRun) await prune(actor);
    return { dryRun, classes, minimumIndex: ledger.minimumIndex };
  }

  /** A clock that was set years ahead by mistake must not destroy what is not old. */
  function clockJumpMs(): number {
    return Math.abs(clock.now() - began.wallMs - (steadyClock.now() - began.steadyMs));
  }

  async function scheduled(): Promise<void> {
    const jump = clockJumpMs();
    if (jump > maxClockJumpMs) {
      failing = `The clock was set by ${Math.round(jump / 60_000)} minutes since the start: run ringwall retention apply, or restart.`;
      return;
    }
    try {
      await inTurn(() => run(false, { kind: 'server', id: 'ringwall' }));
      failing = undefined;
    } catch (error) {
      if (!closing.signal.aborted) failing = error instanceof Error ? error.message : String(error);
    }
  }

  return {
    get failing() {
      return failing;
    },

    apply: ({ dryRun, actor }) => inTurn(() => run(dryRun, actor)),

    async state() {
      const rows = await store.db
        .withTables<RetentionTables>()
        .selectFrom('retention_runs')
        .selectAll()
        .execute();
      return {
        classes: retentionClasses.map((kind) => {
          const keepMs = policy[kind];
          const row = rows.find((each) => each.class === kind);
          return {
            class: kind,
            ...(keepMs !== undefined && { keepMs }),
            ...(row && {
              applied: {
                at: new Date(row.applied_at).toISOString(),
                before: new Date(row.before).toISOString(),
                removed: row.removed,
                held: row.held,
              },
            }),
          };
        }),
        minimumIndex: ledger.minimumIndex,
        ...(failing !== undefined && { failing }),
      };
    },

    start() {
      if (Object.values(policy).every((keepMs) => keepMs === undefined)) return;
      const go = () => {
        running = scheduled();
      };
      timer = setInterval(go, everyMs).unref();
      go();
    },

    async close() {
      clearInterval(timer);
      closing.abort();
      await running;
    },
  };
}
