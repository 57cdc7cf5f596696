import { decodeEvent } from '@ringwall/core';
import type { Store } from '@ringwall/store';
import type { Ledger } from '../ledger.ts';
import { clearEvents, hourMs } from './events-table.ts';
import { createProjection, eventsName, type Projector } from './projection.ts';
import type { ProjectionTables } from './tables.ts';

/**
 * Makes the tables anew from the ledger, from its first entry that was not pruned: that of events and those of every
 * projector that can be cleared. Sums of hours that were pruned stay as they are; that of the hour in which the
 * ledger begins now is of what is left. Nothing else may use store and ledger meanwhile. A kill leaves tables that are behind,
 * which whoever starts next goes on filling. Resolves to the number of entries that were followed.
 * @throws what a projector throws
 */
export async function reindex(options: {
  readonly ledger: Ledger;
  readonly store: Store;
  readonly projectors: readonly Projector[];
  readonly onProgress?: (done: number, total: number) => void;
}): Promise<number> {
  const { ledger, store, projectors, onProgress = () => undefined } = options;
  const cleared = projectors.filter((projector) => projector.clear !== undefined);
  const first = ledger.minimumIndex;
  const sumsFromMs = first === 0 ? 0 : await hourOf(ledger, first);
  await store.db.transaction().execute(async (trx) => {
    await clearEvents(trx, sumsFromMs);
    for (const projector of cleared) await projector.clear?.(trx, sumsFromMs);
    await trx
      .withTables<ProjectionTables>()
      .deleteFrom('projection_state')
      .where('name', 'in', [eventsName, ...cleared.map((projector) => projector.name)])
      .execute();
  });
  const projection = await createProjection({
    ...{ ledger, store, projectors },
    onProgress: (position, size) => onProgress(position - first, size - first),
  });
  const { position } = projection;
  await projection.close();
  return position - first;
}

async function hourOf(ledger: Ledger, index: number): Promise<number> {
  const time = Date.parse(decodeEvent((await ledger.read(index)).leaf).time);
  return time - (time % hourMs);
}
