import { type Clock, decodeEvent, newEvent } from '@ringwall/core';
import type { Ledger, Projection } from '@ringwall/ledger';
import type { OutboundConfig } from '../transport/outbound/outbound.ts';

/**
 * Records which connections may be weaker than TLS 1.3, or go to private addresses, where that is not what the ledger
 * says already. To be run before anything is connected to.
 */
export async function recordTransportExceptions(
  { allow, exceptions }: Pick<OutboundConfig, 'allow' | 'exceptions'>,
  parts: {
    readonly ledger: Ledger;
    readonly projection: Pick<Projection, 'find'>;
    readonly clock: Clock;
  },
): Promise<void> {
  const { ledger, projection, clock } = parts;
  const listed = [
    ...exceptions.map(({ host, minVersion, why }) => `${host} ${minVersion}: ${why}`),
    ...allow.map((entry) => `${entry} allowed`),
  ]
    .sort()
    .slice(0, 256);
  const page = { before: ledger.size, limit: 1 };
  const [index] = await projection.find({ types: ['transport-exceptions.changed'] }, page);
  const last = index === undefined ? undefined : decodeEvent((await ledger.read(index)).leaf);
  const before = last?.type === 'transport-exceptions.changed' ? last.data.exceptions : [];
  if (before.join('\n') === listed.join('\n')) return;
  await ledger.append(
    newEvent('transport-exceptions.changed', {
      time: clock.now(),
      project: 'default',
      actor: { kind: 'server', id: 'ringwall' },
      data: { exceptions: listed, before },
    }),
  );
}
