import { join } from 'node:path';
import { type Rekeyed, type RekeyOptions, rekeyPayloads } from '../files/rekey-payloads.ts';
import { folderKeysPath, indexPart, partFile, shardPart } from './folder-parts.ts';
import { folderParts, readIndex } from './open-sealed-folder.ts';

export interface RekeyFolderOptions extends RekeyOptions {
  /** The sealed folder's path. */
  readonly sealed: string;
  /** `keys.json` in the folder unless given. */
  readonly keysPath?: string;
}

/**
 * Seals every part of a sealed folder anew under a new data key, for the recipients who stay. Safe to interrupt at any
 * moment; it takes the room of the folder once more.
 * @throws SealingError sealing/no-space, sealing/not-accessible, sealing/folder-incomplete; CoreError as for files
 */
export async function rekeyFolder(options: RekeyFolderOptions): Promise<Rekeyed> {
  const { sealed, identities, keysPath = folderKeysPath(sealed) } = options;
  const parts = await folderParts({ sealed, keys: keysPath, identities });
  let shards: number;
  try {
    const { totals, close } = await readIndex(parts);
    shards = totals.shards;
    await close();
  } finally {
    parts.close();
  }
  const names = [indexPart, ...Array.from({ length: shards }, (_, shard) => shardPart(shard))];
  const payloads = names.map((part) => ({ path: join(sealed, partFile(part)), part }));
  return rekeyPayloads(keysPath, payloads, options);
}
