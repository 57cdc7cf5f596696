import { sql, type Transaction } from 'kysely';
import { guardClass } from './guard-class.ts';
import { hourOf } from './hour.ts';
import type { StoredRequest } from './request-row.ts';
import { SpentChanges } from './spent-hours.ts';
import type { TrafficTables } from './tables.ts';

type Writable<Row> = { -readonly [Column in keyof Row]: Row[Column] };
type HourRow = Writable<TrafficTables['traffic_hours']>;
type GuardRow = Writable<TrafficTables['guard_hours']>;
type RuleRow = Writable<TrafficTables['rule_hours']>;

/** What a batch changes in the sums by the hour: gathered row by row, written in three statements. */
export class HourChanges {
  readonly #hours = new Map<string, HourRow>();
  readonly #guard = new Map<string, GuardRow>();
  readonly #rules = new Map<string, RuleRow>();
  readonly #spent = new SpentChanges();

  /** A request of these columns is there now. One that is still open counts for what is set aside for it alone. */
  add(row: StoredRequest): void {
    this.#count(row, 1);
  }

  /** It no longer is: a later outcome took the place of this one. */
  remove(row: StoredRequest): void {
    this.#count(row, -1);
  }

  addRule(rule: string, timeMs: number): void {
    const hour = hourOf(timeMs);
    const row = entry(this.#rules, `${hour} ${rule}`, () => ({ hour, rule, requests: 0 }));
    row.requests++;
  }

  async write(trx: Transaction<TrafficTables>): Promise<void> {
    await Promise.all([
      writeHours(trx, [...this.#hours.values()]),
      writeGuard(trx, [...this.#guard.values()]),
      writeRules(trx, [...this.#rules.values()]),
      this.#spent.write(trx),
    ]);
  }

  #count(row: StoredRequest, by: 1 | -1): void {
    this.#spent.count(row, by);
    if (row.state === 'open') return;
    const { time, project, route, key, model, provider, state } = row;
    const hour = hourOf(time);
    const decision = row.decision ?? '';
    const name = JSON.stringify([hour, project, route, key, model, provider, state, decision]);
    const sums = entry(this.#hours, name, () => ({
      ...{ hour, project, route, key, model, provider, state, decision },
      ...{ requests: 0, input_tokens: 0, output_tokens: 0, total_us: 0, guard_us: 0 },
    }));
    sums.requests += by;
    sums.input_tokens += by * (row.input_tokens ?? 0);
    sums.output_tokens += by * (row.output_tokens ?? 0);
    sums.total_us += by * microseconds(row.total_ms);
    sums.guard_us += by * microseconds(row.guard_ms);
    if (row.guard_ms === null) return;
    const level = guardClass(microseconds(row.guard_ms));
    const guard = entry(this.#guard, `${hour} ${level} ${project}`, () => ({
      ...{ hour, project, class: level, requests: 0 },
    }));
    guard.requests += by;
  }
}

async function writeHours(trx: Transaction<TrafficTables>, rows: readonly HourRow[]): Promise<void> {
  const sum = (column: string) =>
    sql<number>`${sql.ref(`traffic_hours.${column}`)} + ${sql.ref(`excluded.${column}`)}`;
  const written = slices(rows).map((some) =>
    trx
      .insertInto('traffic_hours')
      .values(some)
      .onConflict((conflict) =>
        conflict
          .columns(['hour', 'project', 'route', 'key', 'model', 'provider', 'state', 'decision'])
          .doUpdateSet({
            requests: sum('requests'),
            input_tokens: sum('input_tokens'),
            output_tokens: sum('output_tokens'),
            total_us: sum('total_us'),
            guard_us: sum('guard_us'),
          }),
      )
      .execute(),
  );
  await Promise.all(written);
}

async function writeGuard(trx: Transaction<TrafficTables>, rows: readonly GuardRow[]): Promise<void> {
  const written = slices(rows).map((some) =>
    trx
      .insertInto('guard_hours')
      .values(some)
      .onConflict((conflict) =>
        conflict
          .columns(['hour', 'project', 'class'])
          .doUpdateSet({ requests: sql<number>`guard_hours.requests + excluded.requests` }),
      )
      .execute(),
  );
  await Promise.all(written);
}

async function writeRules(trx: Transaction<TrafficTables>, rows: readonly RuleRow[]): Promise<void> {
  const written = slices(rows).map((some) =>
    trx
      .insertInto('rule_hours')
      .values(some)
      .onConflict((conflict) =>
        conflict
          .columns(['hour', 'rule'])
          .doUpdateSet({ requests: sql<number>`rule_hours.requests + excluded.requests` }),
      )
      .execute(),
  );
  await Promise.all(written);
}

function microseconds(ms: number | null): number {
  return ms === null ? 0 : Math.round(ms * 1000);
}

function entry<Row>(map: Map<string, Row>, key: string, make: () => Row): Row {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Of so many rows that one statement has room for their parameters. */
function slices<Row>(rows: readonly Row[]): readonly (readonly Row[])[] {
  const parts: (readonly Row[])[] = [];
  for (let at = 0; at < rows.length; at += 1000) parts.push(rows.slice(at, at + 1000));
  return parts;
}
