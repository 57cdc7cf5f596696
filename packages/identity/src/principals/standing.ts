import type { RingwallEvent } from '@ringwall/core';
import type { IdentityParts } from '../parts.ts';

type Transaction = Parameters<Parameters<IdentityParts['outbox']['transact']>[0]>[0];

/** One change of whether somebody is let in. */
export interface StandingChange<Row> {
  readonly id: string;
  /** Taking away holds from the commit on; giving back from when it is recorded. */
  readonly takesAway: boolean;
  /** Writes it, and gives what stands then; undefined where it stood already and `again` is not asked for. */
  write(trx: Transaction, options: { readonly again: boolean }): Promise<Row | undefined>;
  event(row: Row): RingwallEvent;
}

/** Makes such changes, with the last one to be written having the last word in memory too. `apply` takes it there. */
export function standingChanges<Row>(
  { outbox, epoch }: Pick<IdentityParts, 'outbox' | 'epoch'>,
  apply: (row: Row) => void,
): (change: StandingChange<Row>) => Promise<void> {
  const written = new Map<string, Row>();
  // Given back in the database and not on record: memory does not know, and whoever asks again must be heard.
  const unrecorded = new Set<string>();
  const take = (row: Row) => {
    apply(row);
    epoch.advance();
  };
  return async ({ id, takesAway, write, event }) => {
    const again = unrecorded.delete(id);
    const state = { committed: false };
    try {
      const row = await outbox.transact(
        async (trx, emit) => {
          const changed = await write(trx, { again });
          if (changed !== undefined) emit(event(changed));
          return changed;
        },
        {
          onCommitted: (changed) => {
            if (changed === undefined) return;
            state.committed = true;
            written.set(id, changed);
            if (takesAway) take(changed);
          },
        },
      );
      if (row === undefined || written.get(id) !== row) return;
      written.delete(id);
      if (!takesAway) take(row);
    } catch (error) {
      if (again || (state.committed && !takesAway)) unrecorded.add(id);
      throw error;
    }
  };
}
