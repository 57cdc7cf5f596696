/**
 * Where the sealed bodies of one key lie: a folder that goes with the key, whatever the tables know of its content.
 * Undefined for an id that no version ever gave.
 */
export function blobFolder(keyId: string): string | undefined {
  const [, day, rest] = /^(\d{4}-\d\d-\d\d)\.([0-9a-f]{16})$/.exec(keyId) ?? [];
  return day === undefined ? undefined : `by-key/${day}/${rest}`;
}
