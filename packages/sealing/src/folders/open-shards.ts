import type { SealedReader } from '@ringwall/core';
import { shardPart } from './folder-parts.ts';
import type { FolderParts, OpenedPart } from './open-sealed-folder.ts';

/** Shards that were opened, kept for the next read. */
export interface OpenShards {
  /** Opens a shard, or takes one that is open; it stays open until it is given back. */
  take(shard: number): Promise<{ readonly reader: SealedReader; giveBack(): void }>;
  close(): Promise<void>;
}

/** A folder may have more shards than a process may have files. */
const maxIdle = 8;

interface Held {
  readonly part: Promise<OpenedPart>;
  users: number;
}

export function openShards(parts: FolderParts): OpenShards {
  const open = new Map<number, Held>();

  const closeIdle = async (most: number): Promise<void> => {
    for (const [shard, held] of open) {
      if (open.size <= most) return;
      if (held.users > 0) continue;
      open.delete(shard);
      await (await held.part).close();
    }
  };

  return {
    take: async (shard) => {
      const held = open.get(shard) ?? { part: parts.open(shardPart(shard)), users: 0 };
      held.users++;
      open.set(shard, held);
      try {
        const { reader } = await held.part;
        await closeIdle(maxIdle);
        return {
          reader,
          giveBack: () => {
            held.users--;
          },
        };
      } catch (error) {
        open.delete(shard);
        throw error;
      }
    },
    close: async () => {
      for (const held of open.values()) await (await held.part).close();
      open.clear();
    },
  };
}
