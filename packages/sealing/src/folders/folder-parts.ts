import { join } from 'node:path';
import type { RandomAccessSource } from '@ringwall/core';

/** What lies in a sealed folder beside its shards. */
const folderKeysName = 'keys.json';
export const indexPart = 'index';

/** The file of a part: `index.floe`, `shard-00000.floe`. */
export function partFile(part: string): string {
  return `${part}.floe`;
}

export function shardPart(shard: number): string {
  return `shard-${String(shard).padStart(5, '0')}`;
}

/** A sealed folder's path, or what gives its files by name (`index.floe`) from wherever they are. */
export type FolderSource = string | ((name: string) => Promise<RandomAccessSource>);

export function folderKeysPath(directory: string): string {
  return join(directory, folderKeysName);
}
