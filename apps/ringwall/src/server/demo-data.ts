import { type Clock, decodeEvent, newEvent } from '@ringwall/core';
import type { Ledger } from '@ringwall/ledger';
import { AppError } from '../errors.ts';

/** What a log says of itself whose traffic is made up. */
export interface DemoData {
  /** The number that the traffic follows from. */
  readonly seed: number;
  /** How much time it fills. */
  readonly hours: number;
}

/**
 * Whether a log holds made-up traffic, as its first entry says: so nobody can take the one for the other, also in a copy.
 * With `demo` a log that is still empty begins with that entry, and another one is refused: traffic that is made up
 * must not be mixed with what happened.
 * @throws AppError app/not-a-demo
 */
export async function declareDemo(
  ledger: Pick<Ledger, 'size' | 'minimumIndex' | 'append' | 'read'>,
  { demo, clock }: { readonly demo: DemoData | undefined; readonly clock: Clock },
): Promise<DemoData | undefined> {
  if (ledger.size === 0) {
    if (demo === undefined) return undefined;
    const actor = { kind: 'server', id: 'ringwall' } as const;
    const data = { seed: demo.seed, hours: demo.hours };
    await ledger.append(newEvent('demo.declared', { time: clock.now(), project: 'default', actor, data }));
    return demo;
  }
  const declared = await declaredIn(ledger);
  if (demo !== undefined && declared === undefined)
    throw new AppError('app/not-a-demo', 'The log in this data directory does not begin as that of a demo.');
  return declared;
}

async function declaredIn(ledger: Pick<Ledger, 'minimumIndex' | 'read'>): Promise<DemoData | undefined> {
  if (ledger.minimumIndex > 0) return undefined;
  const first = decodeEvent((await ledger.read(0)).leaf);
  return first.type === 'demo.declared' ? first.data : undefined;
}
