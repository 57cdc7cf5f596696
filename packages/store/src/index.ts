export type { Blobs } from './blobs.ts';
export { StoreError, type StoreErrorCode, storeErrors } from './errors.ts';
export { createOutbox, type Outbox, type OutboxOptions, storeMigrations } from './outbox.ts';
export { RowInserter } from './row-inserter.ts';
export { checkDatabase } from './sqlite/check-database.ts';
export type { DatabaseSnapshot } from './sqlite/database-snapshot.ts';
export { openStore, type Store, type StoreOptions } from './store.ts';
