import { type Actor, type Clock, newEvent } from '@ringwall/core';
import type { Outbox, Store } from '@ringwall/store';
import type { Selectable } from 'kysely';
import type { ContainmentTables } from './tables.ts';

/** A route that is out of service, and until when. */
export interface Containment {
  readonly route: string;
  readonly project: string;
  readonly sinceMs: number;
  /** It ends then by itself. */
  readonly untilMs: number;
  readonly reason: string;
  readonly by: { readonly kind: string; readonly id: string; readonly who?: string };
}

export interface NewContainment {
  readonly route: string;
  readonly project: string;
  readonly forMs: number;
  readonly reason: string;
}

type Row = Selectable<ContainmentTables['route_containments']>;

const lookEveryMs = 1_000;
const serverActor = { kind: 'server', id: 'ringwall' } as const;

/**
 * Which routes are out of service: answered from memory, kept in SQL, each with an end. One takes effect with its
 * commit, for requests to come and for answers under way, also where the ledger then fails; its end needs no timer to
 * take effect, only to be recorded.
 */
export class Containments {
  readonly #store: Store;
  readonly #outbox: Outbox;
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #rows = new Map<string, Row>();
  readonly #timer: NodeJS.Timeout;
  #ending: Promise<void> | undefined;

  private constructor(parts: ContainmentParts) {
    this.#store = parts.store;
    this.#outbox = parts.outbox;
    this.#clock = parts.clock;
    this.#onChange = parts.onChange ?? (() => {});
    this.#timer = setInterval(() => void this.recordEnds(), lookEveryMs).unref();
  }

  /** With what was in force when the server stopped; what ended meanwhile is recorded as ended. */
  static async open(parts: ContainmentParts): Promise<Containments> {
    const containments = new Containments(parts);
    for (const row of await containments.#table().selectFrom('route_containments').selectAll().execute())
      containments.#rows.set(row.route, row);
    await containments.recordEnds();
    return containments;
  }

  /** Whether a route is out of service now. */
  of(route: string): Containment | undefined {
    const row = this.#rows.get(route);
    return row === undefined || row.until <= this.#clock.now() ? undefined : containmentOf(row);
  }

  /** Everything that is in force. */
  list(): readonly Containment[] {
    return [...this.#rows.keys()].flatMap((route) => this.of(route) ?? []);
  }

  /** Takes a route out of service; one that is already has another end and reason from then on. */
  async contain({ route, project, forMs, reason }: NewContainment, actor: Actor): Promise<Containment> {
    const now = this.#clock.now();
    const row: Row = {
      ...{ route, project, reason, until: now + forMs },
      since: this.of(route)?.sinceMs ?? now,
      ...{ by_kind: actor.kind, by_id: actor.id, by_who: actor.who ?? null },
    };
    await this.#outbox.transact(
      async (trx, emit) => {
        const { route: _, ...changed } = row;
        await trx
          .withTables<ContainmentTables>()
          .insertInto('route_containments')
          .values(row)
          .onConflict((conflict) => conflict.column('route').doUpdateSet(changed))
          .execute();
        const data = { route, until: new Date(row.until).toISOString(), reason };
        emit(newEvent('route.contained', { time: now, project, actor, data }));
      },
      { onCommitted: () => this.#take(route, row) },
    );
    return containmentOf(row);
  }

  /** Puts a route in service again; one that is in service stays so, and nothing is recorded. */
  async release(route: string, reason: string, actor: Actor): Promise<void> {
    await this.#end(route, { by: 'person', reason }, actor);
  }

  /** Records what has ended by itself. Never rejects: what cannot be recorded now is tried again. */
  recordEnds(): Promise<void> {
    this.#ending ??= this.#recordEnds()
      .catch(() => {})
      .finally(() => {
        this.#ending = undefined;
      });
    return this.#ending;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#ending;
  }

  async #recordEnds(): Promise<void> {
    const now = this.#clock.now();
    const ended = [...this.#rows.values()].filter(({ until }) => until <= now);
    for (const { route } of ended) await this.#end(route, { by: 'end' }, serverActor);
  }

  async #end(
    route: string,
    why: { readonly by: 'person'; readonly reason: string } | { readonly by: 'end' },
    actor: Actor,
  ): Promise<void> {
    const now = this.#clock.now();
    await this.#outbox.transact(
      async (trx, emit) => {
        const rows = trx.withTables<ContainmentTables>();
        const row = await rows
          .deleteFrom('route_containments')
          .where('route', '=', route)
          // Somebody may have given it another end meanwhile.
          .$if(why.by === 'end', (query) => query.where('until', '<=', now))
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) return false;
        const data = { route, ...why };
        emit(newEvent('route.released', { time: now, project: row.project, actor, data }));
        return true;
      },
      { onCommitted: (ended) => (ended ? this.#take(route, undefined) : undefined) },
    );
  }

  #take(route: string, row: Row | undefined): void {
    if (row === undefined) this.#rows.delete(route);
    else this.#rows.set(route, row);
    this.#onChange();
  }

  #table() {
    return this.#store.db.withTables<ContainmentTables>();
  }
}

interface ContainmentParts {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** Told of every change, after it took effect. */
  readonly onChange?: () => void;
}

function containmentOf(row: Row): Containment {
  const { route, project, since, until, reason, by_kind: kind, by_id: id, by_who: who } = row;
  return {
    ...{ route, project, reason, sinceMs: since, untilMs: until },
    by: { kind, id, ...(who !== null && { who }) },
  };
}
