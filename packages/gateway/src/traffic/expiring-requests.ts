import type { ExpiringRows, HeldRecords } from '@ringwall/ledger';
import type { ExpressionBuilder } from 'kysely';
import type { TrafficTables } from './tables.ts';

/** Rows of one transaction: what traffic writes waits for it. */
const rowsAtOnce = 2_000;

/** The console's table of requests: it goes with the records it was made from. The sums by the hour stay. */
export const expiringRequests: ExpiringRows = {
  class: 'traffic',
  counted: false,
  async walk(trx, { beforeMs, held, after, dryRun }) {
    const tables = trx.withTables<TrafficTables>();
    // Nothing behind the newest of them is old enough: what is left is not looked through every time.
    const newest = await tables
      .selectFrom('requests')
      .select('intent')
      .where('time', '<', beforeMs)
      .orderBy('time', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (newest === undefined) return { held: 0, removed: 0 };
    const rows = await tables
      .selectFrom('requests')
      .select(['intent', (each) => isHeld(each, held).as('kept')])
      .where('time', '<', beforeMs)
      .where('intent', '>', after)
      .where('intent', '<=', newest.intent)
      .orderBy('intent')
      .limit(rowsAtOnce)
      .execute();
    const free = rows.filter(({ kept }) => !kept).map(({ intent }) => intent);
    if (free.length > 0 && !dryRun) {
      await tables.deleteFrom('requests').where('intent', 'in', free).execute();
      await tables.deleteFrom('request_rules').where('intent', 'in', free).execute();
    }
    const last = rows.length === rowsAtOnce ? rows.at(-1) : undefined;
    return { held: rows.length - free.length, removed: free.length, ...(last && { next: last.intent }) };
  },
};

function isHeld(each: ExpressionBuilder<TrafficTables, 'requests'>, held: readonly HeldRecords[]) {
  return each.or(
    held.map(({ project, fromMs, toMs, request }) =>
      each.and([
        ...(project === undefined ? [] : [each('project', '=', project)]),
        ...(fromMs === undefined ? [] : [each('time', '>=', fromMs)]),
        ...(toMs === undefined ? [] : [each('time', '<', toMs)]),
        ...(request === undefined ? [] : [each('request', '=', request)]),
      ]),
    ),
  );
}
