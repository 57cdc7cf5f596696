import { eventData } from '@ringwall/core';
import type { Kysely } from 'kysely';
import { minuteMs } from './events-table.ts';
import type { ProjectionTables } from './tables.ts';

/** What entries are found by; all that is given must hold. */
export interface EntryFilter {
  /** Any of these; one that ends in a dot stands for all that begin with it: `llm.`. */
  readonly types?: readonly string[] | undefined;
  readonly project?: string | undefined;
  /** Any of these. */
  readonly projects?: readonly string[] | undefined;
  /** Id of the actor. */
  readonly actor?: string | undefined;
  /** Times of the events, `[fromMs, toMs)`, in milliseconds since the Unix epoch. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** A part of the indexes `[from, before)`, newest first; `from` is 0 where absent. */
export interface IndexPage {
  readonly from?: number;
  readonly before: number;
  readonly limit: number;
}

/** Indexes of entries that pass, newest first. */
export async function findEntries(
  db: Kysely<ProjectionTables>,
  filter: EntryFilter,
  page: IndexPage,
): Promise<number[]> {
  const span = await spanOf(db, filter);
  const from = Math.max(page.from ?? 0, span?.from ?? 0);
  const to = Math.min(page.before, span?.to ?? page.before);
  if (from >= to) return [];
  // One question a type and project: each walks its own index from the end, where one question for all would sort.
  const types = filter.types === undefined ? [undefined] : expanded(filter.types);
  const found = await Promise.all(
    types.flatMap((type) =>
      projectsOf(filter).map((project) =>
        findOfType(db, { ...filter, project }, type, { from, to, limit: page.limit }),
      ),
    ),
  );
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  return found
    .flat()
    .sort((a, b) => b - a)
    .slice(0, page.limit);
}

async function findOfType(
  db: Kysely<ProjectionTables>,
  { project, actor, fromMs, toMs }: EntryFilter,
  type: string | undefined,
  span: { readonly from: number; readonly to: number; readonly limit: number },
): Promise<number[]> {
  let query = db.selectFrom('events').select('idx').where('idx', '>=', span.from).where('idx', '<', span.to);
  if (type !== undefined) query = query.where('type', '=', type);
  if (project !== undefined) query = query.where('project', '=', project);
  if (actor !== undefined) query = query.where('actor', '=', actor);
  if (fromMs !== undefined) query = query.where('time', '>=', fromMs);
  if (toMs !== undefined) query = query.where('time', '<', toMs);
  const rows = await query.orderBy('idx', 'desc').limit(span.limit).execute();
  return rows.map((row) => row.idx);
}

/** Indexes `[from, to)` outside which no event has such a time. */
async function spanOf(db: Kysely<ProjectionTables>, { fromMs, toMs }: EntryFilter) {
  if (fromMs === undefined && toMs === undefined) return undefined;
  let query = db
    .selectFrom('event_minutes')
    .select((each) => [each.fn.min('first_idx').as('first'), each.fn.max('last_idx').as('last')]);
  if (fromMs !== undefined) query = query.where('minute', '>', fromMs - minuteMs);
  if (toMs !== undefined) query = query.where('minute', '<', toMs);
  const row: { first: number | null; last: number | null } | undefined = await query.executeTakeFirst();
  if (row === undefined || row.first === null || row.last === null) return { from: 0, to: 0 };
  return { from: row.first, to: row.last + 1 };
}

/** What a filter leaves of the projects; nothing named stands for all. */
function projectsOf({ project, projects }: EntryFilter): readonly (string | undefined)[] {
  if (projects === undefined) return [project];
  return project === undefined ? [...new Set(projects)] : projects.includes(project) ? [project] : [];
}

function expanded(types: readonly string[]): readonly string[] {
  const exact = types.flatMap((type) =>
    type.endsWith('.') ? Object.keys(eventData).filter((each) => each.startsWith(type)) : [type],
  );
  return [...new Set(exact)];
}
