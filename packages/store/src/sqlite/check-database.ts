import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

/**
 * Checks the structure of a database file that nothing has open, and makes nothing beside it; what is wrong with it, in
 * SQLite's words. Keeps this thread busy until it is done.
 */
export function checkDatabase(path: string): readonly string[] {
  const url = pathToFileURL(path);
  // Without this SQLite makes a log beside a database of this kind even to read it.
  url.searchParams.set('immutable', '1');
  try {
    using database = new DatabaseSync(url, { readOnly: true });
    const rows = database.prepare('pragma integrity_check(20)').all();
    return rows.flatMap((row) => Object.values(row).map(String)).filter((said) => said !== 'ok');
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
