import { mkdirSync } from 'node:fs';
import { systemClock } from '@ringwall/core';
import { nodeFiles } from '@ringwall/ledger';
import { MerkleTree } from '../../packages/ledger/src/merkle-tree.ts';
import { Acknowledged } from '../../packages/ledger/src/wal/acknowledged.ts';
import { GroupCommit } from '../../packages/ledger/src/wal/group-commit.ts';
import { SegmentWriter } from '../../packages/ledger/src/wal/segment-writer.ts';
import { segmentName } from '../../packages/ledger/src/wal/segments.ts';

/** The write-ahead log alone: framing, hashing, tree, write, sync and note, without events, checkpoints or tiles. */
export interface RawLog {
  append(leaf: Uint8Array): Promise<unknown>;
  close(): Promise<void>;
}

export async function openRawLog(directory: string): Promise<RawLog> {
  mkdirSync(directory, { recursive: true });
  const first = { name: segmentName(0), first: 0 };
  const segments = await SegmentWriter.open({ files: nodeFiles, directory }, first, 0);
  const acknowledged = await Acknowledged.open(nodeFiles, directory, 0);
  const commit = new GroupCommit({
    ...{ tree: new MerkleTree(), segments, acknowledged, clock: systemClock },
    committed: () => undefined,
  });
  return {
    append: (leaf) => commit.append(leaf),
    async close() {
      await commit.close();
      await acknowledged.close();
    },
  };
}

/** A file that grows by what is written to it, each write synced: what no log can do without. */
export interface BareFile {
  append(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export async function openBareFile(path: string): Promise<BareFile> {
  const file = await nodeFiles.open(path, 'create');
  let end = 0;
  return {
    async append(bytes) {
      for (let done = 0; done < bytes.length; )
        done += await file.write(done === 0 ? bytes : bytes.subarray(done), end + done);
      end += bytes.length;
      await file.datasync();
    },
    close: () => file.close(),
  };
}
