import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { LossyFiles } from './lossy-files.ts';
import { seededRandom } from './seeded-random.ts';

const text = (content: string) => new TextEncoder().encode(content);

let directory: string;
let files: LossyFiles;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ringwall-lossy-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  files = new LossyFiles(seededRandom(1));
});

const at = (name: string) => join(directory, name);
/** What a loss of power would leave. */
const onDisk = (name: string) => readFile(at(name), 'utf8').catch(() => undefined);

async function write(name: string, content: string) {
  const file = await files.open(at(name), 'replace');
  await file.write(text(content), 0);
  return file;
}

async function shown(name: string): Promise<string> {
  const file = await files.open(at(name), 'read');
  const target = new Uint8Array(await file.size());
  await file.read(target, 0);
  return new TextDecoder().decode(target);
}

test('shows what was written at once, and has it on the disk when file and name were synced', async () => {
  const file = await write('a', 'content');
  expect([await shown('a'), await files.list(directory), await onDisk('a')]).toEqual([
    'content',
    ['a'],
    undefined,
  ]);
  await file.sync();
  expect(await onDisk('a')).toBeUndefined();
  await files.syncDirectory(directory);
  expect(await onDisk('a')).toBe('content');
});

test('a synced name of a file that was not synced leads to an empty file', async () => {
  await write('a', 'content');
  await files.syncDirectory(directory);
  expect(await onDisk('a')).toBe('');
});

test('what was written over, cut off or added since the last sync is lost', async () => {
  await writeFile(at('a'), 'content');
  const file = await files.open(at('a'), 'update');
  await file.write(text('CON'), 0);
  await file.truncate(4);
  expect([await shown('a'), await onDisk('a')]).toEqual(['CONt', 'content']);
  await file.datasync();
  expect(await onDisk('a')).toBe('CONt');
});

test('a renamed file is under the old name, or takes the place of what was there, never neither', async () => {
  await writeFile(at('kept'), 'old');
  const file = await write('kept.tmp', 'new');
  await file.sync();
  await files.rename(at('kept.tmp'), at('kept'));
  expect([await shown('kept'), await onDisk('kept')]).toEqual(['new', 'old']);
  await files.syncDirectory(directory);
  expect([await onDisk('kept'), await readdir(directory)]).toEqual(['new', ['kept']]);
});

test('a file that took the name of a renamed one takes nothing of it away', async () => {
  const first = await write('a.tmp', 'first');
  await first.sync();
  await files.syncDirectory(directory);
  await files.rename(at('a.tmp'), at('a'));
  const second = await write('a.tmp', 'second');
  await second.sync();
  await files.syncDirectory(directory);
  expect([await onDisk('a'), await onDisk('a.tmp')]).toEqual(['first', 'second']);
});

test('removed files are back until their directory is synced', async () => {
  await writeFile(at('a'), 'content');
  await files.unlink(at('a'));
  await expect(files.open(at('a'), 'read')).rejects.toMatchObject({ code: 'ENOENT' });
  expect([await files.list(directory), await onDisk('a')]).toEqual([[], 'content']);
  await files.syncDirectory(directory);
  expect(await onDisk('a')).toBeUndefined();
});

test('a file that the disk refused to sync is never written by a later sync', async () => {
  await writeFile(at('a'), 'old');
  const file = await files.open(at('a'), 'update');
  await file.write(text('new'), 0);
  files.loseDirty(at('a'));
  await file.sync();
  expect([await shown('a'), await onDisk('a')]).toEqual(['new', 'old']);
});

test('some sectors of what was not synced reach the disk by themselves, and others do not', async () => {
  const file = await write('a', 'x'.repeat(64 * 512));
  await files.syncDirectory(directory);
  files.writeBack(0.5);
  const torn = (await onDisk('a')) ?? '';
  expect(torn).toMatch(/^[x\0]+$/);
  expect([torn.includes('x'), torn.includes('\0')]).toEqual([true, true]);
  await file.sync();
  expect(await onDisk('a')).toBe('x'.repeat(64 * 512));
});
