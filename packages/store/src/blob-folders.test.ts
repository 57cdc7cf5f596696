import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openBlobs } from './blobs.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const bytes = new TextEncoder().encode('sealed');
const folder = 'by-key/2026-01-02/0f3a';

async function open() {
  const directory = await temporaryDirectory();
  const blobs = await openBlobs(directory);
  return { directory, blobs, address: blobs.addressOf(bytes) };
}

describe('blobs in a folder', () => {
  test('lie there under their whole address and are found there only', async () => {
    const { directory, blobs, address } = await open();
    expect(await blobs.put(bytes, { folder })).toBe(address);
    expect([...(await readFile(join(directory, 'blobs', folder, address)))]).toEqual([...bytes]);
    expect([...((await blobs.get(address, { folder })) ?? [])]).toEqual([...bytes]);
    expect(await blobs.get(address)).toBeUndefined();
    expect(await blobs.get(address, { folder: 'by-key/2026-01-02/other' })).toBeUndefined();
  });

  test('go with it, and nothing else does', async () => {
    const { directory, blobs, address } = await open();
    await Promise.all([
      ...Array.from({ length: 9 }, (_, i) => blobs.put(Buffer.from(`body ${i}`), { folder })),
      blobs.put(bytes),
      blobs.put(bytes, { folder: 'by-key/2026-01-02/other' }),
    ]);
    await blobs.deleteFolder(folder);
    await blobs.deleteFolder(folder);
    await blobs.deleteFolder('by-key/2025-12-31/never-there');
    expect(await readdir(join(directory, 'blobs', 'by-key', '2026-01-02'))).toEqual(['other']);
    expect(await blobs.get(address)).toBeDefined();
    await blobs.put(bytes, { folder });
    expect(await blobs.get(address, { folder })).toBeDefined();
    await blobs.delete(address, { folder });
    expect(await blobs.get(address, { folder })).toBeUndefined();
  });

  test('are written anew where they were damaged', async () => {
    const { directory, blobs, address } = await open();
    await mkdir(join(directory, 'blobs', folder), { recursive: true });
    await writeFile(join(directory, 'blobs', folder, address), 'sea');
    await expect(blobs.get(address, { folder })).rejects.toMatchObject({ code: 'store/blob-damaged' });
    await blobs.put(bytes, { folder });
    expect(await blobs.get(address, { folder })).toBeDefined();
  });

  test.each([
    '',
    'tmp',
    'tmp/abc',
    'ab',
    '..',
    'abc/..',
    '../abc',
    '/abc',
    'abc//def',
    'a'.repeat(65),
    'abc/def/ghi/jkl',
  ])('take no folder like "%s"', async (name) => {
    const { blobs, address } = await open();
    const refused = { code: 'store/blob-address' };
    await expect(blobs.put(bytes, { folder: name })).rejects.toMatchObject(refused);
    await expect(blobs.get(address, { folder: name })).rejects.toMatchObject(refused);
    await expect(blobs.deleteFolder(name)).rejects.toMatchObject(refused);
  });
});
