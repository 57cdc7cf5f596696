import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Files, nodeFiles } from '@ringwall/ledger';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { GapMarker } from './gap-marker.ts';
import type { GapCounts } from './route-gap.ts';

let directory: string;
let path: string;
let made = 0;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ringwall-gaps-'));
});
beforeEach(() => {
  path = join(directory, `gaps-${made++}`);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const gap = (requests: number, route = 'chat'): GapCounts => ({
  ...{ route, project: 'default', fromMs: 1_767_225_600_000, cause: 'ledger/write-failed' },
  ...{ requests, lost: 1, bodiesNotKept: 0 },
});

async function left(): Promise<readonly GapCounts[]> {
  const marker = await GapMarker.open(nodeFiles, path);
  await marker.close();
  return marker.left;
}

test('tells the next start what was last set, and nothing once that was taken back', async () => {
  const marker = await GapMarker.open(nodeFiles, path);
  expect(marker.left).toEqual([]);
  await marker.set([gap(1)]);
  await marker.set([gap(2), gap(3, 'other')]);
  await marker.close();
  expect(await left()).toEqual([gap(2), gap(3, 'other')]);
  const again = await GapMarker.open(nodeFiles, path);
  await again.set([]);
  await again.close();
  expect(await left()).toEqual([]);
});

test('of calls that come faster than the disk writes, the last counts, and all wait for it', async () => {
  const marker = await GapMarker.open(nodeFiles, path);
  await Promise.all(Array.from({ length: 100 }, (_, i) => marker.set([gap(i + 1)])));
  await marker.close();
  expect(await left()).toEqual([gap(100)]);
});

test('a write that was torn leaves what was set before it', async () => {
  const marker = await GapMarker.open(nodeFiles, path);
  await marker.set([gap(1)]);
  const before = await readFile(path);
  await marker.set([gap(2)]);
  await marker.close();
  const after = await readFile(path);
  const changed = [...after.keys()].filter((i) => after[i] !== before[i]);
  const [first, last] = [changed.at(0) ?? 0, changed.at(-1) ?? 0];
  for (let end = first; end < last; end += 5) {
    await writeFile(path, Buffer.concat([after.subarray(0, end), before.subarray(end)]));
    expect(await left()).toEqual([gap(1)]);
  }
  await writeFile(path, after);
  expect(await left()).toEqual([gap(2)]);
});

test.each([0, 1, 70_000])('a file that was cut to %i bytes is as good as none', async (bytes) => {
  const marker = await GapMarker.open(nodeFiles, path);
  await marker.close();
  await truncate(path, bytes);
  expect(await left()).toEqual([]);
});

test('writes into blocks that it has already: the file never grows', async () => {
  const marker = await GapMarker.open(nodeFiles, path);
  const { length } = await readFile(path);
  const many = Array.from({ length: 300 }, (_, i) => gap(2, `route-${i}-${'x'.repeat(50)}`));
  await marker.set(many);
  await marker.set(many);
  await marker.close();
  expect(await readFile(path)).toHaveLength(length);
  // More routes than fit are summed up, and none is left out of the sum.
  const found = await left();
  expect(found).toHaveLength(128);
  expect(found.reduce((sum, { requests }) => sum + requests, 0)).toBe(600);
});

test('says that it could not write, and writes again when it can', async () => {
  let broken = false;
  const files: Files = {
    ...nodeFiles,
    open: async (name, mode) => {
      const file = await nodeFiles.open(name, mode);
      const write: typeof file.write = (bytes, position) =>
        broken ? Promise.reject(new Error('broken')) : file.write(bytes, position);
      return { ...file, write };
    },
  };
  const marker = await GapMarker.open(files, path);
  broken = true;
  await expect(marker.set([gap(1)])).rejects.toThrow('broken');
  broken = false;
  await marker.set([gap(2)]);
  await marker.close();
  expect(await left()).toEqual([gap(2)]);
});
