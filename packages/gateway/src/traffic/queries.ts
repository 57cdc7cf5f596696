import type { EventOf, EventType, Projects, RingwallEvent } from '@ringwall/core';
import type { Kysely } from 'kysely';
import { filteredRequests, type RequestFilter } from './request-filter.ts';
import { behind, cursorOf, ordered } from './request-order.ts';
import { asShown, type RequestPage, type RequestRow } from './shown-request.ts';
import type { TrafficTables } from './tables.ts';

/** Which page of a list. */
export interface RequestPlace {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Rows to leave out behind the cursor. */
  readonly skip?: number | undefined;
}

/** Names of keys by id, as they are at the call. */
export type KeyNames = () => ReadonlyMap<string, string>;

/** Reads the tables that `trafficProjector` keeps. */
export class TrafficQueries {
  readonly #db: Kysely<TrafficTables>;
  readonly #keyNames: KeyNames;

  constructor(db: Kysely<unknown>, keyNames: KeyNames) {
    this.#db = db.withTables<TrafficTables>();
    this.#keyNames = keyNames;
  }

  /** A cursor that is none of this order leads to nothing. */
  async page(filter: RequestFilter, projects: Projects, place: RequestPlace): Promise<RequestPage> {
    const { limit, cursor, skip = 0 } = place;
    const names = this.#keyNames();
    const all = filteredRequests(this.#db, filter, { projects, keyNames: names });
    const rest = cursor === undefined ? all : behind(all, cursor, filter.sort);
    if (rest === undefined) return { items: [] };
    const found = await ordered(rest, filter.sort)
      .selectAll()
      .limit(limit + 1)
      .$if(skip > 0, (query) => query.offset(skip))
      .execute();
    const rows = found.slice(0, limit);
    const items = rows.map((row) => asShown(row, names));
    const last = rows.at(-1);
    return found.length > limit && last ? { items, next: cursorOf(last, filter.sort) } : { items };
  }

  async count(filter: RequestFilter, projects: Projects): Promise<number> {
    const { count } = await filteredRequests(this.#db, filter, { projects, keyNames: this.#keyNames() })
      .select((each) => each.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return count;
  }

  async one(request: string): Promise<RequestRow | undefined> {
    const row = await this.#db
      .selectFrom('requests')
      .selectAll()
      .where('request', '=', request)
      .executeTakeFirst();
    return row && asShown(row, this.#keyNames());
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
    return rows.map((row) => ({ changed: row.changed, row: asShown(row, names) }));
  }
}

/** Narrows an event read back from the ledger. */
export function isType<Type extends EventType>(event: RingwallEvent, type: Type): event is EventOf<Type> {
  return event.type === type;
}
