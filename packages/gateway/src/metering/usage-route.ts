import { type Clock, type Route, route } from '@ringwall/core';
import type { Ledger, Projection } from '@ringwall/ledger';
import type { Store } from '@ringwall/store';
import { z } from 'zod';
import { spender, spentBy } from './spent-by.ts';

const usageKinds = ['key', 'who', 'project', 'route', 'model'] as const;
const usageQuery = z.strictObject({
  by: z.enum(usageKinds).default('project'),
  per: z.enum(['day', 'month']).default('month').describe('The day or the month (UTC) so far.'),
});

const usageReply = z
  .object({
    by: z.enum(usageKinds),
    from: z.string(),
    spenders: z.array(spender).describe('The dearest first, at most 500.'),
  })
  .meta({ id: 'Usage' });

/** What was used so far, of the calendar's day or month. */
export function usageRoute(parts: {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly projection: Projection;
  readonly clock: Clock;
}): Route {
  return route({
    ...{ method: 'GET', path: '/api/usage', operation: 'getUsage' },
    summary:
      'Requests, tokens and money used in the day or month so far, by key, caller, project, route or model.',
    action: 'limit.read',
    listed: true,
    query: usageQuery,
    reply: usageReply,
    async handle({ query: { by, per }, projects }) {
      if (parts.ledger.size > 0) await parts.projection.reached(parts.ledger.size - 1);
      const now = new Date(parts.clock.now());
      const fromMs = Date.UTC(
        now.getUTCFullYear(),
        now.getUTCMonth(),
        per === 'month' ? 1 : now.getUTCDate(),
      );
      const spenders = await spentBy(parts.store, { by, fromMs, projects });
      return { by, from: new Date(fromMs).toISOString(), spenders };
    },
  });
}
