import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Files, type Ledger, type LogCopy, openLogCopy } from '@ringwall/ledger';
import type { DatabaseSnapshot, Store } from '@ringwall/store';

/** The database, the log and the keys of a running server as they belong together. */
export interface HeldState extends AsyncDisposable {
  /** To be disposed of as soon as it is copied: a purge of the database waits for it. */
  readonly database: DatabaseSnapshot;
  readonly log: LogCopy;
  /** Key files by their names in the key directory, as they lie there; overwritten when this is disposed of. */
  readonly keys: ReadonlyMap<string, Uint8Array>;
}

const maxTries = 10;

/**
 * Holds the database first and then the log, so that the tables are never ahead of it. The keys must be the same before
 * and after: in between a rotation may have put another key-encryption key over the rows, or another key of the log
 * over its checkpoint.
 */
export async function holdState(parts: {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly ledgerFiles?: Files | undefined;
}): Promise<HeldState> {
  const { store, ledger, ledgerFiles } = parts;
  for (let left = maxTries; ; left--) {
    const before = await readKeys(store.directory);
    await using undo = new AsyncDisposableStack();
    undo.defer(() => wipe(before));
    const database = undo.use(await store.snapshot());
    const directory = join(store.directory, 'ledger');
    const log = undo.use(
      await openLogCopy({ directory, ledger, ...(ledgerFiles && { files: ledgerFiles }) }),
    );
    const after = await readKeys(store.directory);
    const isSame = sameKeys(before, after);
    wipe(after);
    if (isSame) {
      const held = undo.move();
      return { database, log, keys: before, [Symbol.asyncDispose]: () => held.disposeAsync() };
    }
    if (left === 0) throw new Error('The keys change all the time.');
  }
}

async function readKeys(dataDirectory: string): Promise<Map<string, Uint8Array>> {
  const directory = join(dataDirectory, 'keys');
  const keys = new Map<string, Uint8Array>();
  for (const name of (await readdir(directory)).toSorted())
    if (!name.endsWith('.tmp')) keys.set(name, await readFile(join(directory, name)));
  return keys;
}

function sameKeys(a: ReadonlyMap<string, Uint8Array>, b: ReadonlyMap<string, Uint8Array>): boolean {
  if (a.size !== b.size) return false;
  return [...a].every(([name, content]) => Buffer.compare(content, b.get(name) ?? Buffer.alloc(0)) === 0);
}

function wipe(keys: ReadonlyMap<string, Uint8Array>): void {
  for (const content of keys.values()) content.fill(0);
}
