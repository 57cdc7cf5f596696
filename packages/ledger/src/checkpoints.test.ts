import { openCheckpoint } from '@ringwall/verifier';
import { beforeEach, expect, test } from 'vitest';
import { Checkpoints } from './checkpoints.ts';
import type { Keyring } from './keyring/keyring.ts';
import { leafHash } from './merkle-hash.ts';
import { MerkleTree } from './merkle-tree.ts';
import { keyringFor, temporaryDirectory } from './testing/fixtures.ts';
import { MemoryFiles } from './testing/memory-files.ts';

let keyring: Keyring;
let files: MemoryFiles;
beforeEach(async () => {
  keyring = await keyringFor(await temporaryDirectory());
  files = new MemoryFiles();
});

const open = () => Checkpoints.open({ files, directory: 'ledger', keyring });
function treeOf(...leaves: string[]): MerkleTree {
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.push(leafHash(Buffer.from(leaf)));
  return tree;
}

test('a signed checkpoint opens with the public key and says what was signed', async () => {
  const checkpoints = await open();
  const tree = treeOf('a', 'b', 'c');
  const { note } = await checkpoints.sign(tree, 2);
  const opened = await openCheckpoint(note, keyring.verifierKey);
  expect(opened).toEqual({ ok: true, origin: keyring.origin, size: 2, root: new Uint8Array(tree.root(2)) });
  expect(note.split('\n')).toHaveLength(6);
  expect(files.get('ledger/checkpoint').toString()).toBe(note);
});

test('nothing is signed that contradicts what was signed before, also after a restart', async () => {
  const first = await open();
  await first.sign(treeOf('a', 'b', 'c'), 3);
  await first.close();
  for (const checkpoints of [first, await open()]) {
    const refused = [
      checkpoints.sign(treeOf('a', 'b'), 2),
      checkpoints.sign(treeOf('a', 'b', 'X'), 3),
      checkpoints.sign(treeOf('a', 'b', 'X', 'd'), 4),
    ];
    for (const attempt of refused)
      await expect(attempt).rejects.toMatchObject({ code: 'ledger/checkpoint-mismatch' });
    expect(checkpoints.latest?.size).toBe(3);
  }
});

test('the history keeps every checkpoint in order, and finds each by its size', async () => {
  const checkpoints = await open();
  const tree = treeOf('a', 'b', 'c', 'd', 'e');
  const notes: string[] = [];
  for (const size of [0, 2, 5]) notes.push((await checkpoints.sign(tree, size)).note);
  await checkpoints.sign(tree, 5);
  const lines = files.get('ledger/checkpoints').toString().trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(notes);
  expect((await checkpoints.find(2))?.note).toBe(notes[1]);
  expect(await checkpoints.find(3)).toBeUndefined();
  expect(await checkpoints.find(6)).toBeUndefined();
});

test('a history that is one long line of something else is refused, not cut', async () => {
  const checkpoints = await open();
  await checkpoints.sign(treeOf('a'), 1);
  await checkpoints.close();
  const junk = Buffer.concat([files.get('ledger/checkpoints'), Buffer.alloc(200_000, 'x')]);
  files.set('ledger/checkpoints', junk);
  await expect(open()).rejects.toMatchObject({ code: 'ledger/checkpoint-unsigned' });
  expect(files.get('ledger/checkpoints').length).toBe(junk.length);
});
