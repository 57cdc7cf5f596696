import { actorOf, type Clock, isAmong, newEvent, type Projects, type Route, route } from '@ringwall/core';
import type { Ledger, Projection } from '@ringwall/ledger';
import { z } from 'zod';
import type { TrafficQueries } from '../queries.ts';
import { type RequestFilter, requestFilter } from '../request-filter.ts';
import { exportFormats, exportRequests } from './export-requests.ts';

const maxRows = 1_000_000;
const exportQuery = z.strictObject({
  ...requestFilter,
  format: z.enum(exportFormats).default('csv'),
  limit: z.coerce.number().int().min(1).max(maxRows).default(100_000).describe('At most so many rows.'),
});
const contentTypes = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/x-ndjson',
} as const;
const notNarrowing: ReadonlySet<string> = new Set(['project', 'from', 'to', 'size', 'sort']);
const recordable = /^[\w.:-]{1,128}$/;

/** Requests as a file. That it was made is recorded before the first of it is sent. */
export function exportRoute(parts: {
  readonly ledger: Ledger;
  readonly projection: Projection;
  readonly clock: Clock;
  readonly queries: TrafficQueries;
}): Route {
  const { ledger, projection, clock, queries } = parts;
  return route({
    ...{ method: 'GET', path: '/api/requests/export', operation: 'exportRequests' },
    summary:
      'What is recorded of requests, as CSV or JSON Lines, without bodies: those of a list at this moment. That it was made is recorded.',
    action: 'traffic.read',
    listed: true,
    query: exportQuery,
    reply: { contentType: ['text/csv', 'application/x-ndjson'] },
    async handle({ query, projects, principal, signal }) {
      const { format, limit, ...asked } = query;
      if (ledger.size > 0) await projection.reached(ledger.size - 1);
      // What comes while it is written is not in it.
      const filter = { ...asked, size: Math.min(asked.size ?? ledger.size, ledger.size) };
      const rows = Math.min(limit, await queries.count(filter, projects));
      const time = clock.now();
      await ledger.append(
        newEvent('traffic.exported', {
          ...{ time, project: projectOf(filter, projects), actor: actorOf(principal) },
          data: { format, rows, filter: recorded(filter) },
        }),
      );
      const name = `requests-${new Date(time).toISOString().slice(0, 19).replaceAll(':', '')}.${format}`;
      return {
        kind: 'pieces',
        contentType: contentTypes[format],
        headers: { 'content-disposition': `attachment; filename="${name}"` },
        pieces: exportRequests(queries, filter, { projects, format, maxRows: limit, signal }),
      } as const;
    },
  });
}

/** Of one project it belongs to that, otherwise to the installation; never to one that the caller may not look at. */
function projectOf({ project }: RequestFilter, projects: Projects): string {
  if (project !== undefined && recordable.test(project) && isAmong(projects, project)) return project;
  return projects !== 'all' && projects.length === 1 ? (projects[0] ?? 'default') : 'default';
}

function recorded(filter: RequestFilter) {
  const { project, from, to } = filter;
  const by = Object.entries(filter).flatMap(([name, value]) =>
    value === undefined || notNarrowing.has(name) ? [] : [name],
  );
  return {
    ...(project !== undefined && recordable.test(project) && { project }),
    // Spelled anew: a fraction of a second may have any number of digits.
    ...(from !== undefined && { from: new Date(from).toISOString() }),
    ...(to !== undefined && { to: new Date(to).toISOString() }),
    by,
  };
}
