import { parseBoundedJson, type RingwallEvent } from '@ringwall/core';
import type { Kysely, Selectable, SelectQueryBuilder } from 'kysely';
import { sql } from 'kysely';
import { isArray } from '../json-pointer.ts';
import type { TrafficTables } from './tables.ts';

/** A row of Traffic as the API answers it. */
export interface RequestRow {
  readonly request: string;
  readonly time: string;
  readonly project: string;
  readonly key: string;
  readonly keyName: string;
  readonly route: string;
  readonly protocol: string;
  readonly provider: string;
  readonly model: string;
  readonly stream: boolean;
  readonly state: string;
  readonly decision?: string;
  readonly rules: readonly string[];
  readonly httpStatus?: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly totalMs?: number;
  readonly intent: number;
  readonly outcome?: number;
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

export type KeyName = (key: string) => string;

export class TrafficQueries {
  readonly #db: Kysely<TrafficTables>;
  readonly #keyName: KeyName;

  constructor(db: Kysely<unknown>, keyName: KeyName) {
    this.#db = db.withTables<TrafficTables>();
    this.#keyName = keyName;
  }

  /** Newest first. `next` is the `before` of the following page. */
  async page(
    filter: RequestFilter,
  ): Promise<{ readonly rows: readonly RequestRow[]; readonly next?: number }> {
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
    const rows = found.slice(0, filter.limit).map((row) => this.#row(row));
    const last = rows.at(-1);
    return found.length > filter.limit && last ? { rows, next: last.intent } : { rows };
  }

  async one(request: string): Promise<RequestRow | undefined> {
    const row = await this.#db
      .selectFrom('requests')
      .selectAll()
      .where('request', '=', request)
      .executeTakeFirst();
    return row && this.#row(row);
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
    return rows.map((row) => ({ changed: row.changed, row: this.#row(row) }));
  }

  async overview(fromMs: number, toMs: number, bucketMs: number) {
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
      topKeys: topKeys.map((row) => ({ ...row, keyName: this.#keyName(row.key) })),
    };
  }

  #row(row: Selectable<TrafficTables['requests']>): RequestRow {
    return {
      request: row.request,
      time: new Date(row.time).toISOString(),
      project: row.project,
      key: row.key,
      keyName: this.#keyName(row.key),
      route: row.route,
      protocol: row.protocol,
      provider: row.provider,
      model: row.model,
      stream: row.stream === 1,
      state: row.state,
      ...(row.decision !== null && { decision: row.decision }),
      rules: ruleList(row.rules),
      ...(row.http_status !== null && { httpStatus: row.http_status }),
      ...(row.input_tokens !== null && { inputTokens: row.input_tokens }),
      ...(row.output_tokens !== null && { outputTokens: row.output_tokens }),
      ...(row.total_ms !== null && { totalMs: row.total_ms }),
      intent: row.intent,
      ...(row.outcome !== null && { outcome: row.outcome }),
    };
  }
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
