import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openBlobs } from './blobs.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const bytes = new TextEncoder().encode('sealed');

async function open() {
  const directory = await temporaryDirectory();
  const blobs = await openBlobs(directory);
  const address = blobs.addressOf(bytes);
  const file = join(directory, 'blobs', address.slice(0, 2), address.slice(2));
  return { directory, blobs, address, file };
}

describe('blobs', () => {
  test('lie in one file each, for the owner alone', async () => {
    const { blobs, file } = await open();
    await blobs.put(bytes);
    expect([...(await readFile(file))]).toEqual([...bytes]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('that are empty are blobs too', async () => {
    const { blobs } = await open();
    const address = await blobs.put(new Uint8Array());
    expect(await blobs.get(address)).toHaveLength(0);
  });

  test('put many times at once are one file, and nothing is left over', async () => {
    const { directory, blobs, address } = await open();
    const addresses = await Promise.all(Array.from({ length: 20 }, () => blobs.put(bytes)));
    await blobs.put(bytes);
    expect(new Set(addresses)).toEqual(new Set([address]));
    const files = await readdir(join(directory, 'blobs'), { recursive: true, withFileTypes: true });
    expect(files.filter((file) => file.isFile())).toHaveLength(1);
  });

  test.each([
    [
      'a flipped bit',
      (file: string) =>
        writeFile(
          file,
          bytes.map((byte, i) => (i === 2 ? byte ^ 1 : byte)),
        ),
    ],
    ['a missing end', (file: string) => writeFile(file, bytes.subarray(0, -1))],
    ['nothing in it', (file: string) => writeFile(file, '')],
  ])('with %s are refused, and put anew are whole again', async (_, damage) => {
    const { blobs, address, file } = await open();
    await blobs.put(bytes);
    await damage(file);
    await expect(blobs.get(address)).rejects.toMatchObject({
      name: 'StoreError',
      code: 'store/blob-damaged',
    });
    await blobs.put(bytes);
    expect([...((await blobs.get(address)) ?? [])]).toEqual([...bytes]);
  });

  test.each(['', 'ab', '../../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(64)}\n`, `../${'a'.repeat(61)}`])(
    'are not looked for at the address %j',
    async (address) => {
      const { blobs } = await open();
      await expect(blobs.get(address)).rejects.toMatchObject({ code: 'store/blob-address' });
      await expect(blobs.delete(address)).rejects.toMatchObject({ code: 'store/blob-address' });
    },
  );

  test('that could not be written are no blobs, and the reason is named', async () => {
    const { directory, blobs, address } = await open();
    // A link to nowhere: nothing is found behind it, and no folder can be made in its place.
    await symlink('nowhere', join(directory, 'blobs', address.slice(0, 2)));
    await expect(blobs.put(bytes)).rejects.toMatchObject({
      code: 'store/blob-failed',
      message: expect.stringMatching(/write a blob: E[A-Z]+/),
    });
    expect(await readdir(join(directory, 'blobs', 'tmp'))).toEqual([]);
    await rm(join(directory, 'blobs', address.slice(0, 2)));
    expect(await blobs.put(bytes)).toBe(address);
  });

  test('that cannot be read are not taken for missing', async () => {
    const { blobs, address, file } = await open();
    await mkdir(file, { recursive: true });
    await expect(blobs.get(address)).rejects.toMatchObject({ code: 'store/blob-failed' });
  });

  test('left half written by a crash are cleared away at the next start', async () => {
    const { directory } = await open();
    await writeFile(join(directory, 'blobs', 'tmp', 'half'), 'ha');
    await openBlobs(directory);
    expect(await readdir(join(directory, 'blobs', 'tmp'))).toEqual([]);
  });
});
