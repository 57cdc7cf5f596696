import { readFile, stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { nodeFiles, readSmallFile, writeAtomically } from './files.ts';
import { temporaryDirectory } from './testing/fixtures.ts';

test('a closed file takes no writes, though its number may already be that of another', async () => {
  const directory = await temporaryDirectory();
  const closed = await nodeFiles.open(`${directory}/first`, 'create');
  await closed.close();
  const next = await nodeFiles.open(`${directory}/second`, 'create');
  for (const late of [
    () => closed.write(Buffer.from('late'), 0),
    () => closed.truncate(0),
    () => closed.datasync(),
    () => closed.close(),
  ]) {
    await expect(late()).rejects.toThrow('closed');
  }
  await next.write(Buffer.from('own'), 0);
  await next.close();
  expect(await readFile(`${directory}/second`, 'utf8')).toBe('own');
});

test('files are for their owner alone, and a small one is replaced whole', async () => {
  const directory = `${await temporaryDirectory()}/a/b`;
  await nodeFiles.makeDirectory(directory);
  await writeAtomically(nodeFiles, directory, 'note', Buffer.from('a longer content'));
  await writeAtomically(nodeFiles, directory, 'note', Buffer.from('new'));
  expect((await stat(`${directory}/note`)).mode & 0o777).toBe(0o600);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  expect(Buffer.from((await readSmallFile(nodeFiles, `${directory}/note`, 100)) ?? []).toString()).toBe(
    'new',
  );
  expect(await readSmallFile(nodeFiles, `${directory}/other`, 100)).toBeUndefined();
  expect(await nodeFiles.list(directory)).toEqual(['note']);
});
