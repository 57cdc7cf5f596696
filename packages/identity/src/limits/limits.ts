import { type Actor, newEvent, newId } from '@ringwall/core';
import { IdentityError } from '../errors.ts';
import type { IdentityParts } from '../parts.ts';
import { defaultProject, type IdentityTables } from '../tables.ts';
import { periodMs, windowAt } from './calendar-window.ts';
import {
  describeLimited,
  isCalendar,
  type Limit,
  type LimitSummary,
  type LimitUse,
  limitMetrics,
  limitPeriods,
  type NewLimit,
  newLimitSchema,
  parseLimited,
} from './limit.ts';
import type { LimitedCall } from './limited-call.ts';
import { type Admission, Limiter, type Timer } from './limiter.ts';
import type { MeteredLimit } from './metered-limit.ts';
import type { LimitTables } from './tables.ts';

/** What requests used that began within one step of time and belong to the same subjects. */
export interface Spent {
  /** The beginning of the step. */
  readonly atMs: number;
  readonly key: string;
  /** The user, service or agent it spoke for. */
  readonly who: string;
  readonly project: string;
  readonly route: string;
  readonly model: string;
  readonly requests: number;
  readonly tokens: number;
  readonly nanoDollars: number;
}

export interface AskedHistory {
  readonly fromMs: number;
  readonly beforeMs: number;
  /** Steps from the epoch on that `fromMs` is the beginning of one of, where they are whole hours. */
  readonly stepMs: number;
  /** Ids of requests that are counted elsewhere. */
  readonly except: readonly string[];
}

/**
 * What was used before, from the ledger's tables. A request that has not ended counts for what was set aside for it.
 */
export interface SpendHistory {
  /** What requests used that began within a time, oldest first. */
  spent(asked: AskedHistory): Promise<readonly Spent[]>;
}

/** The limits: durable in SQL, counted and enforced in memory. */
export interface Limits {
  /** Oldest first. */
  list(): readonly LimitSummary[];
  find(id: string): LimitSummary | undefined;
  /** The most used first, at most `max`. */
  uses(id: string, max: number): readonly LimitUse[];
  /**
   * Sets a limit, or changes the one of the same subject, metric, period and project. What was used in its current
   * window counts. One that is stricter holds from the commit on, one that is laxer when it is recorded.
   * @throws IdentityError identity/limit-invalid, identity/project-unknown
   */
  set(input: NewLimit, actor: Actor): Promise<LimitSummary>;
  /** @throws IdentityError identity/limit-unknown */
  remove(id: string, actor: Actor): Promise<void>;
  /** Counts what was used before; to be called once, before the first request. */
  restore(history: SpendHistory): Promise<void>;
  /** Lets a request in, now or in its turn, or says which limit keeps it out. */
  admit(call: LimitedCall, signalOf: () => AbortSignal): Admission | Promise<Admission>;
}

type LimitRow = LimitTables['limits'];

/** Whoever waits is let in by this timer; it keeps no process alive. */
const realTimer: Timer = (ms, ring) => {
  const timer = setTimeout(ring, ms).unref();
  return () => clearTimeout(timer);
};

export async function loadLimits(parts: IdentityParts): Promise<Limits> {
  const { store, outbox, clock } = parts;
  const db = store.db.withTables<LimitTables & IdentityTables>();
  const limiter = new Limiter(clock, realTimer);
  const summaries = new Map<string, LimitSummary>();
  let history: SpendHistory | undefined;
  // One change after the other: what one replaces must stand.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };

  for (const row of await db.selectFrom('limits').selectAll().execute()) {
    limiter.add(limitOf(row));
    limiter.enforce(row.id);
    summaries.set(row.id, summarize(row));
  }

  /** Counts what was used before now, beside what runs, which is counted from now on. */
  async function count(limits: readonly MeteredLimit<unknown>[]): Promise<void> {
    if (history === undefined) return;
    const now = clock.now();
    const running = limiter.running();
    const actsFor = await agents();
    const read = new Map<string, Promise<readonly Spent[]>>();
    for (const metered of limits) {
      const since = countedSince(metered.limit, now);
      if (since === undefined) continue;
      // A request is one from the moment it was let in on.
      const except = metered.limit.metric === 'requests' ? [] : running;
      const name = `${since.fromMs} ${since.stepMs} ${except.length}`;
      const rows = read.get(name) ?? history.spent({ ...since, beforeMs: now, except });
      read.set(name, rows);
      for (const row of await rows) charge(metered, row, actsFor);
    }
  }

  async function agents(): Promise<ReadonlyMap<string, string>> {
    const rows = await db.selectFrom('services').select(['id', 'on_behalf_of']).execute();
    return new Map(rows.flatMap((row) => (row.on_behalf_of === null ? [] : [[row.id, row.on_behalf_of]])));
  }

  async function write(row: LimitRow, actor: Actor, isStricter: boolean): Promise<LimitSummary> {
    const apply = () => {
      limiter.resize(limitOf(row));
      limiter.enforce(row.id);
      summaries.set(row.id, summarize(row));
    };
    await outbox.transact(
      async (trx, emit) => {
        await trx
          .withTables<LimitTables>()
          .insertInto('limits')
          .values(row)
          .onConflict((conflict) =>
            conflict.column('id').doUpdateSet({ amount: row.amount, queue_ms: row.queue_ms }),
          )
          .execute();
        const data = {
          ...{ limit: row.id, of: row.subject, metric: limitOf(row).metric, amount: row.amount },
          ...(row.period !== '' && { per: row.period }),
          ...(row.queue_ms > 0 && { queueMs: row.queue_ms }),
          ...(row.project !== '' && { project: row.project }),
        };
        emit(newEvent('limit.set', { time: clock.now(), project: projectOf(row), actor, data }));
      },
      { onCommitted: () => isStricter && apply() },
    );
    apply();
    return summarize(row);
  }

  async function set(input: NewLimit, actor: Actor): Promise<LimitSummary> {
    const wanted = await checked(input);
    const known = [...summaries.values()].find(
      ({ of, metric, per = '', project = '' }) =>
        of === wanted.subject &&
        metric === wanted.metric &&
        per === wanted.period &&
        project === wanted.project,
    );
    if (known !== undefined) {
      const row = { ...wanted, id: known.id, created_at: Date.parse(known.createdAt) };
      return write(row, actor, wanted.amount < known.amount);
    }
    const row = { ...wanted, id: newId('lim', clock.now()), created_at: clock.now() };
    const metered = limiter.add(limitOf(row));
    try {
      await count([metered]);
      return await write(row, actor, true);
    } catch (error) {
      // One that is committed stays, recorded or not.
      if (!summaries.has(row.id)) limiter.remove(row.id);
      throw error;
    }
  }

  async function checked(input: NewLimit): Promise<Omit<LimitRow, 'id' | 'created_at'>> {
    const parsed = newLimitSchema.safeParse(input);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new IdentityError('identity/limit-invalid', `${issue?.path.join('.')}: ${issue?.message}`);
    }
    const { of, metric, amount, per = '', queueMs } = parsed.data;
    const project = (await ownProject(of)) ?? parsed.data.project ?? '';
    if (parsed.data.project !== undefined && parsed.data.project !== project) {
      throw new IdentityError('identity/limit-invalid', `project: ${of} belongs to another.`);
    }
    if (project !== '') await requireProject(project);
    return { subject: of, metric, amount, period: per, queue_ms: queueMs, project };
  }

  /** The project that a key or a project stands in by itself. @throws IdentityError identity/limit-invalid */
  async function ownProject(of: string): Promise<string | undefined> {
    const { kind, id } = parseLimited(of) ?? { kind: 'model' as const, id: '*' };
    if (id === '*') return undefined;
    if (kind === 'project') return id;
    const tables = { key: 'api_keys', user: 'users', service: 'services' } as const;
    if (kind === 'route' || kind === 'model') return undefined;
    const found = await db.selectFrom(tables[kind]).select('id').where('id', '=', id).executeTakeFirst();
    // A key that belongs to nobody is a service by itself.
    const key = await db.selectFrom('api_keys').select('project').where('id', '=', id).executeTakeFirst();
    if (found === undefined && key === undefined)
      throw new IdentityError('identity/limit-invalid', `of: there is no ${kind} ${id}.`);
    return key?.project;
  }

  async function requireProject(id: string): Promise<void> {
    const known = await db.selectFrom('projects').select('id').where('id', '=', id).executeTakeFirst();
    if (known === undefined)
      throw new IdentityError('identity/project-unknown', `There is no project "${id}".`);
  }

  async function remove(id: string, actor: Actor): Promise<void> {
    const row = await outbox.transact(async (trx, emit) => {
      const gone = await trx
        .withTables<LimitTables>()
        .deleteFrom('limits')
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst();
      if (gone !== undefined) {
        const data = { limit: id, of: gone.subject };
        emit(newEvent('limit.removed', { time: clock.now(), project: projectOf(gone), actor, data }));
      }
      return gone;
    });
    if (row === undefined && !summaries.has(id))
      throw new IdentityError('identity/limit-unknown', 'No limit has that id.');
    limiter.remove(id);
    summaries.delete(id);
  }

  return {
    list: () => [...summaries.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    find: (id) => summaries.get(id),
    uses(id, max) {
      const metered = limiter.get(id);
      if (metered === undefined) return [];
      const now = clock.now();
      const uses = [...metered.meters].map(({ subject, meter, queue }): LimitUse => {
        const { used, held, remaining, resetsAtMs } = meter.state(now);
        const of = describeLimited({ kind: metered.limit.of.kind, id: subject });
        const resetsAt = resetsAtMs === undefined ? {} : { resetsAt: new Date(resetsAtMs).toISOString() };
        return { of, used, held, remaining, waiting: queue.size, ...resetsAt };
      });
      return uses.sort((a, b) => b.used + b.held - (a.used + a.held)).slice(0, max);
    },
    set: (input, actor) => inTurn(() => set(input, actor)),
    remove: (id, actor) => inTurn(() => remove(id, actor)),
    restore: (given) =>
      inTurn(async () => {
        history = given;
        await count([...summaries.keys()].flatMap((id) => limiter.get(id) ?? []));
      }),
    admit: (call, signalOf) => limiter.admit(call, signalOf),
  };
}

function charge(metered: MeteredLimit<unknown>, row: Spent, actsFor: ReadonlyMap<string, string>): void {
  const { metric } = metered.limit;
  const isUser = row.who.startsWith('usr_');
  const subjects = {
    // As of those that come now: see `subjectsOf`.
    key: row.key.startsWith('tok_') ? row.who : row.key,
    user: isUser ? row.who : actsFor.get(row.who),
    service: isUser ? undefined : row.who,
    ...{ project: row.project, route: row.route, model: row.model },
  };
  const used = metric === 'money' ? row.nanoDollars : metric === 'tokens' ? row.tokens : row.requests;
  metered.meterFor(subjects, row.atMs)?.meter.charge(used, row.atMs);
}

/** From when on what was used counts for a limit, and how finely it has to be told; undefined for concurrency. */
function countedSince(
  { metric, per }: Limit,
  now: number,
): { readonly fromMs: number; readonly stepMs: number } | undefined {
  if (per === undefined) return undefined;
  const { second, minute, hour } = periodMs;
  if (isCalendar(metric, per)) {
    return { fromMs: windowAt(per, now).fromMs, stepMs: per === 'minute' ? minute : hour };
  }
  // A rate is told finely enough to be late by a sixtieth of its period at most.
  const period = per === 'second' ? second : per === 'minute' ? minute : hour;
  return { fromMs: now - period, stepMs: Math.ceil(period / 60) };
}

function limitOf(row: LimitRow): Limit {
  const of = parseLimited(row.subject);
  const metric = limitMetrics.find((known) => known === row.metric);
  const per = limitPeriods.find((known) => known === row.period);
  if (of === undefined || metric === undefined || (per === undefined) !== (metric === 'concurrency')) {
    throw new IdentityError('identity/row-damaged', `The limit ${row.id} cannot be read.`);
  }
  return {
    ...{ id: row.id, of, metric, amount: row.amount, queueMs: row.queue_ms },
    ...(per !== undefined && { per }),
    ...(row.project !== '' && { project: row.project }),
  };
}

function summarize(row: LimitRow): LimitSummary {
  return { ...limitOf(row), of: row.subject, createdAt: new Date(row.created_at).toISOString() };
}

function projectOf(row: LimitRow): string {
  return row.project === '' ? defaultProject : row.project;
}
