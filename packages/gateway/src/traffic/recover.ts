import { type Clock, newEvent } from '@ringwall/core';
import type { Ledger, Projection } from '@ringwall/ledger';
import type { Store } from '@ringwall/store';
import { isUnusual } from './request-filter.ts';
import type { TrafficTables } from './tables.ts';

/**
 * Closes what a crash left open: an intent without an outcome gets one that says `aborted`. To be run after the
 * projection has caught up and before the gateway listens. Resolves to how many there were.
 */
export async function recoverAborted(parts: {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly projection: Projection;
  readonly clock: Clock;
}): Promise<number> {
  const { store, ledger, projection, clock } = parts;
  const open = await store.db
    .withTables<TrafficTables>()
    .selectFrom('requests')
    .select(['request', 'intent', 'project'])
    .where('state', '=', 'open')
    .where(isUnusual('state'))
    .orderBy('intent')
    .execute();
  const receipts = await Promise.all(
    open.map(({ request, intent, project }) =>
      ledger.append(
        newEvent('llm.outcome', {
          time: clock.now(),
          project,
          actor: { kind: 'server', id: 'ringwall' },
          data: { request, status: 'aborted', intent, ms: { total: 0, guard: 0, ledger: 0 } },
        }),
      ),
    ),
  );
  const last = receipts.at(-1);
  if (last) await projection.reached(last.index);
  return open.length;
}
