import type { Store } from '@ringwall/store';
import type { Ledger } from '../ledger.ts';
import { clearEvents } from './events-table.ts';
import { createProjection, eventsName, type Projector } from './projection.ts';
import type { ProjectionTables } from './tables.ts';

/**
 * Makes the tables anew from the ledger, from its first entry that was not pruned: that of events and those of every
 * projector that can be cleared. Nothing else may use store and ledger meanwhile. A kill leaves tables that are behind,
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
  await store.db.transaction().execute(async (trx) => {
    await clearEvents(trx);
    for (const projector of cleared) await projector.clear?.(trx);
    await trx
      .withTables<ProjectionTables>()
      .deleteFrom('projection_state')
      .where('name', 'in', [eventsName, ...cleared.map((projector) => projector.name)])
      .execute();
  });
  const first = ledger.minimumIndex;
  const projection = await createProjection({
    ...{ ledger, store, projectors },
    onProgress: (position, size) => onProgress(position - first, size - first),
  });
  const { position } = projection;
  await projection.close();
  return position - first;
}
