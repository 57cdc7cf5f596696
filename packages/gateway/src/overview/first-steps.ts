import type { Projects, Shown } from '@ringwall/core';
import type { Kysely, SelectQueryBuilder } from 'kysely';
import { z } from 'zod';
import type { GatewayRoute } from '../routing.ts';
import type { TrafficTables } from '../traffic/tables.ts';
import { named } from './overview.ts';

const onRecord = z
  .object({
    request: z.string(),
    time: z.iso.datetime(),
    route: z.string(),
    outcome: z.int().exactOptional().describe('Index in the ledger of the record of how it ended.'),
  })
  .exactOptional();

/** What of the first steps is on record: the newest request of each kind, absent where there is none. */
export const firstStepsReply = z
  .object({
    sent: onRecord.describe('A request that has ended.'),
    stopped: onRecord.describe('A request that was blocked.'),
    answered: onRecord.describe('A request that an upstream of one’s own has answered.'),
  })
  .meta({ id: 'FirstSteps' });
export type FirstSteps = Shown<typeof firstStepsReply>;

/** Looks the first steps up in the table of requests. */
export async function firstSteps(
  db: Kysely<TrafficTables>,
  routes: readonly GatewayRoute[],
  projects: Projects,
): Promise<FirstSteps> {
  const ended = db
    .selectFrom('requests')
    .where('outcome', 'is not', null)
    .$if(projects !== 'all', (query) => query.where('project', 'in', named(projects)));
  const own = routes.filter(({ provider }) => provider.demo !== true);
  const [sent, stopped, answered] = await Promise.all([
    newest(ended),
    newest(ended.where('state', '=', 'blocked')),
    own.length === 0
      ? undefined
      : newest(
          ended
            .where('state', '=', 'completed')
            .where(
              'route',
              'in',
              own.map(({ name }) => name),
            )
            .where(
              'provider',
              'in',
              own.map(({ provider }) => provider.id),
            ),
        ),
  ]);
  return { ...(sent && { sent }), ...(stopped && { stopped }), ...(answered && { answered }) };
}

async function newest(query: SelectQueryBuilder<TrafficTables, 'requests', object>) {
  const row = await query
    .select(['request', 'time', 'route', 'outcome'])
    .orderBy('intent', 'desc')
    .limit(1)
    .executeTakeFirst();
  return (
    row && {
      ...{ request: row.request, route: row.route, time: new Date(row.time).toISOString() },
      ...(row.outcome !== null && { outcome: row.outcome }),
    }
  );
}
