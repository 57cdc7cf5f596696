import {
  type Decision,
  decisions,
  type EventData,
  outcomeStatuses,
  parseBoundedJson,
  type RingwallEvent,
} from '@ringwall/core';
import type { Kysely, Selectable, SelectQueryBuilder } from 'kysely';
import { sql } from 'kysely';
import type { Protocol } from '../dialects/dialect.ts';
import { isArray } from '../json-pointer.ts';
import type { TrafficTables } from './tables.ts';

export type RequestState = 'open' | EventData<'llm.outcome'>['status'];

/** One LLM request: a row of Traffic. */
export interface RequestRow {
  readonly request: string;
  readonly time: string;
  readonly project: string;
  readonly key: string;
  readonly keyName: string;
  readonly route: string;
  readonly protocol: Protocol;
  readonly provider: string;
  readonly model: string;
  readonly stream: boolean;
  readonly state: RequestState;
  /** The stricter of the prompt's and the completion's verdict; absent while none was given. */
  readonly decision?: Decision;
  /** `detector/rule` of every finding. */
  readonly rules: readonly string[];
  readonly httpStatus?: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly totalMs?: number;
  /** Ledger indexes of its two records. */
  readonly intent: number;
  readonly outcome?: number;
}

/** Newest first. */
export interface RequestPage {
  readonly rows: readonly RequestRow[];
  /** Give it as `before` for the next page; absent on the last. */
  readonly next?: number;
}

/** Counts over a time window. */
export interface Overview {
  readonly from: string;
  readonly to: string;
  readonly bucketMs: number;
  /** Those in which something happened, by their beginning. */
  readonly buckets: readonly {
    readonly time: string;
    readonly allow: number;
    readonly flag: number;
    readonly redact: number;
    readonly block: number;
    readonly failed: number;
  }[];
  readonly totals: {
    readonly requests: number;
    readonly blocked: number;
    readonly redacted: number;
    readonly flagged: number;
    readonly failed: number;
    readonly inputTokens: number;
    readonly outputTokens: number;
    /** Median and 95th percentile of the detectors' time a request; absent without requests. */
    readonly guardP50Ms?: number;
    readonly guardP95Ms?: number;
  };
  readonly topRules: readonly { readonly rule: string; readonly count: number }[];
  readonly topRoutes: readonly { readonly route: string; readonly count: number; readonly blocked: number }[];
  readonly topKeys: readonly {
    readonly key: string;
    readonly keyName: string;
    readonly count: number;
    readonly blocked: number;
  }[];
}

export interface RequestFilter {
  readonly decision?: string | undefined;
  readonly state?: string | undefined;
  readonly route?: string | undefined;
  readonly key?: string | undefined;
  readonly protocol?: string | undefined;
  readonly rule?: string | undefined;
  /** RFC 3339. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Intent index: only older rows. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Names of keys by id, as they are at the call. */
export type KeyNames = () => ReadonlyMap<string, string>;

export class TrafficQueries {
  readonly #db: Kysely<TrafficTables>;
  readonly #keyNames: KeyNames;

  constructor(db: Kysely<unknown>, keyNames: KeyNames) {
    this.#db = db.withTables<TrafficTables>();
    this.#keyNames = keyNames;
  }

  async page(filter: RequestFilter): Promise<RequestPage> {
    let query = this.#db.selectFrom('requests').selectAll();
    for (const column of ['decision', 'state', 'route', 'key', 'protocol'] as const) {
      const wanted = filter[column];
      if (wanted !== undefined) query = query.where(column, '=', wanted);
    }
    if (filter.rule !== undefined) {
      const { rule } = filter;
      query = query.where('intent', 'in', (from) =>
        from.selectFrom('request_rules').select('intent').where('rule', '=', rule),
      );
    }
    if (filter.from !== undefined) query = query.where('time', '>=', Date.parse(filter.from));
    if (filter.to !== undefined) query = query.where('time', '<', Date.parse(filter.to));
    if (filter.before !== undefined) query = query.where('intent', '<', filter.before);
    const found = await query
      .orderBy('intent', 'desc')
      .limit(filter.limit + 1)
      .execute();
    const names = this.#keyNames();
    const rows = found.slice(0, filter.limit).map((row) => requestRow(row, names));
    const last = rows.at(-1);
    return found.length > filter.limit && last ? { rows, next: last.intent } : { rows };
  }

  async one(request: string): Promise<RequestRow | undefined> {
    const row = await this.#db
      .selectFrom('requests')
      .selectAll()
      .where('request', '=', request)
      .executeTakeFirst();
    return row && requestRow(row, this.#keyNames());
  }

  /** Rows that records after index `after` opened or closed, oldest change first. */
  async changedSince(
    after: number,
    limit: number,
  ): Promise<readonly { readonly changed: number; readonly row: RequestRow }[]> {
    const rows = await this.#db
      .selectFrom('requests')
      .selectAll()
      .where('changed', '>', after)
      .orderBy('changed')
      .limit(limit)
      .execute();
    const names = this.#keyNames();
    return rows.map((row) => ({ changed: row.changed, row: requestRow(row, names) }));
  }

  async overview(fromMs: number, toMs: number, bucketMs: number): Promise<Overview> {
    const within = this.#db.selectFrom('requests').where('time', '>=', fromMs).where('time', '<', toMs);
    const failed = sql<number>`sum(case when state not in ('completed', 'blocked', 'open') then 1 else 0 end)`;
    const counted = (decision: string) =>
      sql<number>`sum(case when decision = ${decision} and state in ('completed', 'blocked') then 1 else 0 end)`;
    const buckets = await within
      .select([
        sql<number>`(time - ${fromMs}) / ${bucketMs}`.as('bucket'),
        counted('allow').as('allow'),
        counted('flag').as('flag'),
        counted('redact').as('redact'),
        sql<number>`sum(case when state = 'blocked' then 1 else 0 end)`.as('block'),
        failed.as('failed'),
      ])
      .groupBy('bucket')
      .orderBy('bucket')
      .execute();
    const totals = await within
      .select([
        sql<number>`count(*)`.as('requests'),
        sql<number>`coalesce(sum(case when state = 'blocked' then 1 else 0 end), 0)`.as('blocked'),
        sql<number>`coalesce(${counted('redact')}, 0)`.as('redacted'),
        sql<number>`coalesce(${counted('flag')}, 0)`.as('flagged'),
        sql<number>`coalesce(${failed}, 0)`.as('failed'),
        sql<number>`coalesce(sum(input_tokens), 0)`.as('inputTokens'),
        sql<number>`coalesce(sum(output_tokens), 0)`.as('outputTokens'),
        sql<number>`count(guard_ms)`.as('timed'),
      ])
      .executeTakeFirstOrThrow();
    const { timed, ...sums } = totals;
    const guardMs = async (share: number) => {
      const row = await within
        .select('guard_ms')
        .where('guard_ms', 'is not', null)
        .orderBy('guard_ms')
        .limit(1)
        .offset(Math.floor((timed - 1) * share))
        .executeTakeFirst();
      return row?.guard_ms ?? 0;
    };
    const tops = await this.#tops(within, fromMs, toMs);
    return {
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
      bucketMs,
      buckets: buckets.map(({ bucket, ...counts }) => ({
        time: new Date(fromMs + bucket * bucketMs).toISOString(),
        ...counts,
      })),
      totals: {
        ...sums,
        ...(timed > 0 && { guardP50Ms: await guardMs(0.5), guardP95Ms: await guardMs(0.95) }),
      },
      ...tops,
    };
  }

  async #tops(within: SelectQueryBuilder<TrafficTables, 'requests', object>, fromMs: number, toMs: number) {
    const count = sql<number>`count(*)`.as('count');
    const blocked = sql<number>`sum(case when state = 'blocked' then 1 else 0 end)`.as('blocked');
    const topRoutes = await within
      .select(['route', count, blocked])
      .groupBy('route')
      .orderBy('count', 'desc')
      .limit(8)
      .execute();
    const topKeys = await within
      .select(['key', count, blocked])
      .groupBy('key')
      .orderBy('count', 'desc')
      .limit(8)
      .execute();
    const names = this.#keyNames();
    const topRules = await this.#db
      .selectFrom('request_rules')
      .where('time', '>=', fromMs)
      .where('time', '<', toMs)
      .select(['rule', count])
      .groupBy('rule')
      .orderBy('count', 'desc')
      .limit(8)
      .execute();
    return {
      topRules,
      topRoutes,
      topKeys: topKeys.map((row) => ({ ...row, keyName: names.get(row.key) ?? row.key })),
    };
  }
}

function requestRow(
  row: Selectable<TrafficTables['requests']>,
  names: ReadonlyMap<string, string>,
): RequestRow {
  return {
    request: row.request,
    time: new Date(row.time).toISOString(),
    project: row.project,
    key: row.key,
    keyName: names.get(row.key) ?? row.key,
    route: row.route,
    protocol: oneOf(['openai', 'anthropic'], row.protocol),
    provider: row.provider,
    model: row.model,
    stream: row.stream === 1,
    state: oneOf(['open', ...outcomeStatuses], row.state),
    ...(row.decision !== null && { decision: oneOf(decisions, row.decision) }),
    rules: ruleList(row.rules),
    ...(row.http_status !== null && { httpStatus: row.http_status }),
    ...(row.input_tokens !== null && { inputTokens: row.input_tokens }),
    ...(row.output_tokens !== null && { outputTokens: row.output_tokens }),
    ...(row.total_ms !== null && { totalMs: row.total_ms }),
    intent: row.intent,
    ...(row.outcome !== null && { outcome: row.outcome }),
  };
}

/** @throws RangeError for a word that this version never wrote. */
function oneOf<const Word extends string>(words: readonly Word[], text: string): Word {
  const word = words.find((candidate) => candidate === text);
  if (word === undefined)
    throw new RangeError('The table of requests holds a word that this version does not know.');
  return word;
}

function ruleList(text: string): readonly string[] {
  const value = parseBoundedJson(text);
  return isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Narrows an event read back from the ledger. */
export function isType<Type extends RingwallEvent['type']>(
  event: RingwallEvent,
  type: Type,
): event is Extract<RingwallEvent, { type: Type }> {
  return event.type === type;
}
