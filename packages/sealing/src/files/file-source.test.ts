import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from '@ringwall/core';
import { afterAll, expect, test } from 'vitest';
import { fileSource } from './file-source.ts';

const root = mkdtempSync(join(tmpdir(), 'ringwall-source-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const content = Buffer.from(randomBytes(1_000_000));
function written(name: string): string {
  const path = join(root, name);
  writeFileSync(path, content);
  return path;
}

test('a file gives the same bytes however it is read, one after the other and all at once', async () => {
  const source = await fileSource(written('read'));
  const ranges = Array.from({ length: 60 }, (_, i) => ({
    offset: i * 7_919,
    length: i % 7 === 0 ? 400_000 : 4096,
  }));
  const same = async ({ offset, length }: (typeof ranges)[number]) =>
    content.subarray(offset, offset + length).equals(await source.read(offset, length));
  for (const range of ranges) expect(await same(range)).toBe(true);
  expect(await Promise.all(ranges.map(same))).toEqual(ranges.map(() => true));
  await source.close();
});

test('a long run of small reads lets everything else have its turn', async () => {
  const source = await fileSource(written('turns'));
  let turns = 0;
  let going = true;
  const count = () => {
    turns++;
    if (going) setImmediate(count);
  };
  setImmediate(count);
  for (let i = 0; i < 170; i++) await source.read(i * 4096, 4096);
  going = false;
  expect(turns).toBeGreaterThanOrEqual(9);
  await source.close();
});

test('a file that has become shorter is told at every read, and a closed one gives nothing', async () => {
  const path = written('shorter');
  const source = await fileSource(path);
  truncateSync(path, 10);
  for (let i = 0; i < 40; i++) {
    await expect(source.read(5, 4096)).rejects.toMatchObject({ code: 'sealing/source-changed' });
  }
  await source.close();
  for (let i = 0; i < 40; i++) await expect(source.read(0, 4)).rejects.toThrow();
});

test('a read that was called off is not made', async () => {
  const source = await fileSource(written('aborted'));
  await expect(source.read(0, 4, AbortSignal.abort(new Error('called off')))).rejects.toThrow('called off');
  await source.close();
});
