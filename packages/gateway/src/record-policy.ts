import { type Clock, decodeEvent, newEvent } from '@ringwall/core';
import type { Ledger, Projection } from '@ringwall/ledger';
import type { GatewayRoute } from './routing.ts';

/**
 * Records which routes go on without durable records, where that is not what the ledger says already. To be run
 * before the gateway listens: nobody is served under a policy that is not on record.
 */
export async function recordPolicy(parts: {
  readonly ledger: Ledger;
  readonly projection: Pick<Projection, 'find'>;
  readonly routes: readonly GatewayRoute[];
  readonly clock: Clock;
}): Promise<void> {
  const { ledger, projection, routes, clock } = parts;
  const available = routes.filter((route) => !route.strict).map((route) => route.name);
  const listed = available.sort().slice(0, 256);
  const page = { before: ledger.size, limit: 1 };
  const [index] = await projection.find({ types: ['record-policy.changed'] }, page);
  const last = index === undefined ? undefined : decodeEvent((await ledger.read(index)).leaf);
  const before = last?.type === 'record-policy.changed' ? last.data.available : [];
  if (before.join('\n') === listed.join('\n')) return;
  await ledger.append(
    newEvent('record-policy.changed', {
      time: clock.now(),
      project: 'default',
      actor: { kind: 'server', id: 'ringwall' },
      data: { available: listed, before },
    }),
  );
}
