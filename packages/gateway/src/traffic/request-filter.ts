import { decisions, type Projects } from '@ringwall/core';
import { type Kysely, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import { ruleAmong } from './rule-among.ts';
import { protocols, requestStates } from './shown-request.ts';
import type { TrafficTables } from './tables.ts';

const word = z.string().min(1).max(256).optional();

/** In which order requests are listed. Of those that took a time or cost something, only ended ones can be told. */
export const requestOrders = ['newest', 'oldest', 'slowest', 'costliest'] as const;
export type RequestOrder = (typeof requestOrders)[number];

/** What a list of requests, a count of them or an export is narrowed by. Everything given must hold. */
export const requestFilter = {
  project: word,
  decision: z.enum(decisions).optional().describe('The verdict.'),
  state: z
    .enum([...requestStates, 'failed'])
    .optional()
    .describe('`failed`: ended in any way but completed or blocked.'),
  route: word,
  key: word.describe('Id of a key, a token or a certificate.'),
  who: word.describe('Id of a user, a service or an agent.'),
  protocol: z.enum(protocols).optional(),
  model: word,
  rule: word.describe(
    'A finding of it: `detector/rule`, or `detector/` for any rule of a detector; of several, with commas, one.',
  ),
  conversation: word.describe('Digest of a conversation, as rows have it.'),
  text: z
    .string()
    .trim()
    .min(1)
    .max(128)
    .optional()
    .describe(
      'Found in any case in the request id, the model, the route, the provider, the key or its name.',
    ),
  minLatencyMs: z.coerce.number().min(0).max(1e9).optional().describe('Took at least so long.'),
  minDollars: z.coerce.number().min(0).max(1e6).optional().describe('Cost at least so many US dollars.'),
  from: z.iso.datetime({ offset: true }).optional().describe('Began then or later.'),
  to: z.iso.datetime({ offset: true }).optional().describe('Began before.'),
  size: z.coerce
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe('Recorded within so many entries of the ledger: the same rows, however many come after them.'),
  sort: z.enum(requestOrders).default('newest'),
};
const parsedFilter = z.strictObject(requestFilter);
export type RequestFilter = z.output<typeof parsedFilter>;

export type RequestsQuery = SelectQueryBuilder<TrafficTables, 'requests', object>;

/** Requests of these projects that pass the filter, in no order yet. */
export function filteredRequests(
  db: Kysely<TrafficTables>,
  filter: RequestFilter,
  given: {
    readonly projects: Projects;
    /** By id: a text that is part of a name finds the key. */
    readonly keyNames: ReadonlyMap<string, string>;
  },
): RequestsQuery {
  let query: RequestsQuery = db.selectFrom('requests');
  const equal = ['project', 'decision', 'route', 'key', 'who', 'protocol', 'model', 'conversation'] as const;
  for (const column of equal) {
    const wanted = filter[column];
    if (wanted !== undefined) query = query.where(column, '=', wanted);
  }
  const { state } = filter;
  if (state === 'failed') query = query.where('state', 'not in', ['open', 'completed', 'blocked']);
  else if (state !== undefined) query = query.where('state', '=', state);
  for (const column of ['decision', 'state'] as const) {
    const wanted = filter[column];
    if (wanted !== undefined && wanted !== usual[column]) query = query.where(isUnusual(column));
  }
  const { projects } = given;
  if (projects !== 'all') query = query.where('project', 'in', projects);
  const { rule, text, minLatencyMs, minDollars, from, to, size, sort } = filter;
  if (rule !== undefined) {
    query = query.where('intent', 'in', (rules) =>
      rules
        .selectFrom('request_rules')
        .select('intent')
        .where(ruleAmong(rule.split(','))),
    );
  }
  if (text !== undefined) query = query.where(holding(db, text.toLowerCase(), given.keyNames));
  if (minLatencyMs !== undefined) query = query.where('total_ms', '>=', minLatencyMs);
  if (minDollars !== undefined)
    query = query.where('spent_nano', '>=', Math.round(minDollars * 1e9)).where('outcome', 'is not', null);
  if (from !== undefined) query = query.where('time', '>=', Date.parse(from));
  if (to !== undefined) query = query.where('time', '<', Date.parse(to));
  // As a sum it is no reason to walk through the whole table where an index alone would do.
  if (size !== undefined) query = query.where(sql<SqlBool>`intent + 0 < ${size}`);
  if (sort === 'slowest') query = query.where('total_ms', 'is not', null);
  if (sort === 'costliest') query = query.where('outcome', 'is not', null);
  return query;
}

/** What most requests are; what they are not is found by an index. */
const usual = { decision: 'allow', state: 'completed' } as const;

/** True of rows that are no usual ones. Said in the words of the index, without which none is used. */
export function isUnusual(column: keyof typeof usual) {
  return sql<SqlBool>`${sql.ref(column)} <> ${sql.lit(usual[column])}`;
}

/** Of keys whose names have the text, at most so many: a statement has no room for more. */
const maxNamed = 500;

/** Names are looked up where there is one row for many requests. */
function holding(db: Kysely<TrafficTables>, text: string, keyNames: ReadonlyMap<string, string>) {
  const pattern = `%${text.replaceAll(/[%_\\]/g, '\\$&')}%`;
  const keys = [...keyNames].flatMap(([id, name]) =>
    name.toLowerCase().includes(text) || id.toLowerCase().includes(text) ? [id] : [],
  );
  const among = (['route', 'model', 'who'] as const).map((column) => {
    const names = db
      .selectFrom('spent_hours')
      .select(column)
      .where(sql<SqlBool>`lower(${sql.ref(column)}) like ${pattern} escape '\\'`);
    return sql`${sql.ref(`requests.${column}`)} in (${names})`;
  });
  const begins = sql`(request >= ${text} and request < ${`${text}\uffff`})`;
  const named = keys.length === 0 ? [] : [sql`key in (${sql.join(keys.slice(0, maxNamed))})`];
  return sql<SqlBool>`(${sql.join([begins, ...named, ...among], sql` or `)})`;
}
