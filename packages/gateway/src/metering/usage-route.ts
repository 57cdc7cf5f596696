import { type Clock, isAmong, type Route } from '@ringwall/core';
import type { Ledger, Projection } from '@ringwall/ledger';
import type { Store } from '@ringwall/store';
import { z } from 'zod';
import { type Spender, spentBy } from './spent-by.ts';

const usageQuery = z.strictObject({
  by: z.enum(['key', 'who', 'project', 'route', 'model']).default('project'),
  /** The day or the month (UTC) so far. */
  per: z.enum(['day', 'month']).default('month'),
});

export interface UsageReply {
  readonly by: string;
  readonly from: string;
  /** The dearest first. */
  readonly spenders: readonly Spender[];
}

/** What was used so far, of the calendar's day or month. */
export function usageRoute(parts: {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly projection: Projection;
  readonly clock: Clock;
}): Route {
  return {
    method: 'GET',
    path: '/api/usage',
    summary:
      'Requests, tokens and money used in the day or month so far, by key, caller, project, route or model',
    action: 'limit.read',
    listed: true,
    query: usageQuery,
    async handle({ query, projects }): Promise<UsageReply> {
      const { by, per } = usageQuery.parse(query);
      if (parts.ledger.size > 0) await parts.projection.reached(parts.ledger.size - 1);
      const now = new Date(parts.clock.now());
      const fromMs = Date.UTC(
        now.getUTCFullYear(),
        now.getUTCMonth(),
        per === 'month' ? 1 : now.getUTCDate(),
      );
      const spenders = await spentBy(parts.store, {
        by,
        fromMs,
        includes: (project) => isAmong(projects, project),
      });
      return { by, from: new Date(fromMs).toISOString(), spenders };
    },
  };
}
