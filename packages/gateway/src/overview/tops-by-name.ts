import { type SelectQueryBuilder, sql } from 'kysely';
import type { TrafficTables } from '../traffic/tables.ts';
import { topCount } from './overview.ts';
import { topsOf, type UsedBy } from './used-by.ts';

type Rows = SelectQueryBuilder<TrafficTables, 'requests', object>;
type Name = 'route' | 'key' | 'model' | 'who';

/** The four lists of an overview from the rows of requests, however many names there are; goes through them for each. */
export async function topsByName(within: Rows, keyNames: ReadonlyMap<string, string>) {
  const [route, key, model, who] = await Promise.all([
    mostUsed(within, 'route'),
    mostUsed(within, 'key'),
    mostUsed(within, 'model'),
    mostUsed(within, 'who'),
  ]);
  const [routes, keys, models] = await Promise.all([
    blockedOf(within, 'route', route),
    blockedOf(within, 'key', key),
    blockedOf(within, 'model', model),
  ]);
  return topsOf({ route, key, model, who }, { route: routes, key: keys, model: models }, keyNames);
}

function mostUsed(within: Rows, name: Name): Promise<readonly UsedBy[]> {
  return within
    .select([
      `${name} as name`,
      sql<number>`count(*)`.as('count'),
      sql<number>`sum(spent_tokens)`.as('tokens'),
      sql<number>`sum(spent_nano)`.as('nanoDollars'),
    ])
    .groupBy(name)
    .orderBy('count', 'desc')
    .orderBy('name')
    .limit(topCount)
    .execute();
}

async function blockedOf(
  within: Rows,
  name: Name,
  used: readonly UsedBy[],
): Promise<ReadonlyMap<string, number>> {
  if (used.length === 0) return new Map();
  const rows = await within
    .where('state', '=', 'blocked')
    .where(
      name,
      'in',
      used.map((each) => each.name),
    )
    .select([`${name} as name`, sql<number>`count(*)`.as('count')])
    .groupBy(name)
    .execute();
  return new Map(rows.map((row) => [row.name, row.count]));
}
