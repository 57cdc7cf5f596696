import {
  type Decision,
  decisions,
  type EventData,
  outcomeStatuses,
  type Projects,
  parseBoundedJson,
  type RingwallEvent,
} from '@ringwall/core';
import type { Kysely, Selectable } from 'kysely';
import type { Protocol } from '../dialects/dialect.ts';
import { isArray } from '../json-pointer.ts';
import { hourMs } from './hour.ts';
import type { Overview, OverviewWindow } from './overview.ts';
import { overviewOfHours } from './overview-of-hours.ts';
import { overviewOfRequests } from './overview-of-requests.ts';
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
  readonly projects: Projects;
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
    const { projects } = filter;
    if (projects !== 'all') query = query.where('project', 'in', projects);
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
    { projects, limit }: { readonly projects: Projects; readonly limit: number },
  ): Promise<readonly { readonly changed: number; readonly row: RequestRow }[]> {
    let query = this.#db.selectFrom('requests').selectAll().where('changed', '>', after);
    if (projects !== 'all') query = query.where('project', 'in', projects);
    const rows = await query.orderBy('changed').limit(limit).execute();
    const names = this.#keyNames();
    return rows.map((row) => ({ changed: row.changed, row: requestRow(row, names) }));
  }

  /** Where the window is of whole hours, from the sums by the hour. */
  overview(window: OverviewWindow): Promise<Overview> {
    const inHours = [window.fromMs, window.toMs, window.bucketMs].every((ms) => ms % hourMs === 0);
    return (inHours ? overviewOfHours : overviewOfRequests)(this.#db, this.#keyNames(), window);
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
