import type { RetentionClass } from '@ringwall/core';
import type { ExpressionBuilder, Transaction } from 'kysely';
import type { HeldRecords } from '../holds/held-records.ts';
import type { ProjectionTables } from '../projection/tables.ts';
import { typesOf } from './event-classes.ts';

/** Where a walk through a table has got to; `start` where it has not begun. */
export interface Walked {
  /** Rows that were old enough and are kept. */
  readonly held: number;
  /** Rows that were deleted, or would have been. */
  readonly removed: number;
  /** What to go on after; absent at the end. */
  readonly next?: number;
}

/** Rows made from records of one class, in some table: they go with it. */
export interface ExpiringRows {
  readonly class: Exclude<RetentionClass, 'bodies'>;
  /** True for the table that what was removed is counted by. */
  readonly counted: boolean;
  /** Looks at the next rows, at most some thousand, and deletes what is from before and not held. */
  walk(
    trx: Transaction<unknown>,
    query: {
      readonly beforeMs: number;
      readonly held: readonly HeldRecords[];
      /** Rows up to here were looked at before; -1 at the beginning. */
      readonly after: number;
      readonly dryRun: boolean;
    },
  ): Promise<Walked>;
}

/** Rows of one transaction: what traffic writes waits for it. */
const rowsAtOnce = 2_000;

/** The rows by which events of a class are found: each type by its own index, however many there are of the others. */
export function expiringEvents(kind: Exclude<RetentionClass, 'bodies'>): readonly ExpiringRows[] {
  return typesOf(kind).map((type) => expiringType(kind, type));
}

function expiringType(kind: Exclude<RetentionClass, 'bodies'>, type: string): ExpiringRows {
  return {
    class: kind,
    counted: true,
    async walk(trx, { beforeMs, held, after, dryRun }) {
      const tables = trx.withTables<ProjectionTables>();
      const end = await lastIndexBefore(trx, beforeMs);
      if (end === undefined || after >= end) return { held: 0, removed: 0 };
      const rows = await tables
        .selectFrom('events')
        .select(['idx', (each) => isHeld(each, held).as('kept')])
        .where('idx', '>', after)
        .where('idx', '<=', end)
        .where('type', '=', type)
        .where('time', '<', beforeMs)
        .orderBy('idx')
        .limit(rowsAtOnce)
        .execute();
      const free = rows.filter(({ kept }) => !kept).map(({ idx }) => idx);
      if (free.length > 0 && !dryRun) await tables.deleteFrom('events').where('idx', 'in', free).execute();
      const last = rows.length === rowsAtOnce ? rows.at(-1) : undefined;
      return {
        held: rows.length - free.length,
        removed: free.length,
        ...(last && { next: last.idx }),
      };
    },
  };
}

/** The newest entry that the minutes before this one know of: nothing behind it is old enough. */
async function lastIndexBefore(trx: Transaction<unknown>, beforeMs: number): Promise<number | undefined> {
  const row = await trx
    .withTables<ProjectionTables>()
    .selectFrom('event_minutes')
    .select('last_idx')
    .where('minute', '<', beforeMs)
    .orderBy('minute', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.last_idx;
}

function isHeld(each: ExpressionBuilder<ProjectionTables, 'events'>, held: readonly HeldRecords[]) {
  return each.or(
    held.map(({ project, fromMs, toMs, entries }) =>
      each.and([
        ...(project === undefined ? [] : [each('project', '=', project)]),
        ...(fromMs === undefined ? [] : [each('time', '>=', fromMs)]),
        ...(toMs === undefined ? [] : [each('time', '<', toMs)]),
        ...(entries === undefined ? [] : [each('idx', 'in', entries.length > 0 ? entries : [-1])]),
      ]),
    ),
  );
}
