import { utf8 } from '../bytes.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { leafHash } from '../merkle-hash.ts';
import { MerkleTree } from '../merkle-tree.ts';
import { signCheckpoint } from '../signed-note.ts';
import { encodeBundle } from '../tiles/entry-bundle.ts';
import { type TileLevel, tilePath } from '../tiles/tile-path.ts';
import { keepTiled } from '../tiles/tiled.ts';
import { encodeBatch, writeCount } from '../wal/format.ts';
import { segmentName } from '../wal/segments.ts';
import { MemoryFiles } from './memory-files.ts';

export interface SmallLog {
  readonly leaves: readonly Uint8Array[];
  /** First entries of the batches of the write-ahead log; the first of them may lie before the end of the tiles. */
  readonly batches: readonly number[];
  /** Entries that are durable in tiles; a multiple of 256. */
  readonly tiled: number;
  /** Sizes that were signed, of which the last is in the checkpoint file. */
  readonly signed: readonly number[];
  readonly pruned?: number;
}

/**
 * The files of a log below `ledger/` as a ledger would have left them, over any leaves: what somebody makes who can
 * compute hashes and has the log's key.
 */
export async function smallLog(
  keys: Pick<Keyring, 'origin' | 'signers' | 'verifierKey'>,
  { leaves, batches, tiled, signed, pruned = 0 }: SmallLog,
): Promise<MemoryFiles> {
  const files = new MemoryFiles();
  const set = (path: string, bytes: Uint8Array) => files.set(`ledger/${path}`, bytes);
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.push(leafHash(leaf));
  const rootOf = (size: number) => (size <= leaves.length ? tree.root(size) : Buffer.alloc(32));
  const target = Buffer.alloc(1 << 20);
  const pieces = batches.map((first, i) => {
    const end = batches[i + 1] ?? leaves.length;
    const root = rootOf(end);
    return Buffer.from(
      target.subarray(0, encodeBatch({ first, leaves: leaves.slice(first, end), root }, target).length),
    );
  });
  set(`wal/${segmentName(batches[0] ?? 0)}`, Buffer.concat(pieces));
  const notes = signed.map((size) => signCheckpoint(keys, size, rootOf(size)));
  set('checkpoint', utf8(notes.at(-1) ?? ''));
  set('checkpoints', utf8(notes.map((note) => `${JSON.stringify(note)}\n`).join('')));
  set('verifier-key', utf8(`${keys.verifierKey}\n`));
  const acknowledged = Buffer.alloc(8);
  writeCount(acknowledged, leaves.length, 0);
  set('acknowledged', acknowledged);
  if (tiled > 0) await keepTiled(files, 'ledger', { size: tiled, edge: edgeOf(tree, tiled) });
  if (pruned > 0) set('minimum-index', utf8(`${pruned}\n`));
  const shown = signed.at(-1) ?? 0;
  for (let index = pruned / 256; index * 256 < shown; index++) {
    const bundle = leaves.slice(index * 256, Math.min(shown, (index + 1) * 256));
    set(tilePath({ level: 'entries', index, width: bundle.length }), encodeBundle(bundle));
  }
  for (let level = 0, count = shown; count > 0; level++, count = Math.floor(count / 256)) {
    for (let index = level === 0 ? pruned / 256 : 0; index * 256 < count; index++) {
      const width = Math.min(256, count - index * 256);
      set(tilePath({ level, index, width }), hashesOf(tree, { level, first: index * 256, width }));
    }
  }
  return files;
}

function edgeOf(tree: MerkleTree, size: number): Uint8Array[][] {
  const edge: Uint8Array[][] = [];
  for (let level = 0, count = size; count > 0; level++, count = Math.floor(count / 256)) {
    const width = count % 256;
    const hashes = hashesOf(tree, { level, first: count - width, width });
    edge.push(Array.from({ length: width }, (_, i) => hashes.subarray(i * 32, i * 32 + 32)));
  }
  return edge;
}

function hashesOf(
  tree: MerkleTree,
  about: { readonly level: Exclude<TileLevel, 'entries'>; readonly first: number; readonly width: number },
): Buffer {
  const { level, first, width } = about;
  const hashes = Array.from(
    { length: width },
    (_, i) => tree.subtree(8 * level, first + i) ?? Buffer.alloc(32),
  );
  return Buffer.concat(hashes);
}
