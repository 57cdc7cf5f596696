import { chmod, mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareSocketDirectory } from './socket-path.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ringwall-socket-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('the folder of the command socket is made for its owner alone', async () => {
  const path = join(root, 'made', 'ringwall.sock');
  await prepareSocketDirectory(path);
  expect((await stat(join(root, 'made'))).mode & 0o777).toBe(0o700);
  await prepareSocketDirectory(path);
});

test('a folder that others may write to, or a link to one, is refused', async () => {
  // Whoever owns the folder decides what the command line talks to.
  const open = join(root, 'open');
  await mkdir(open);
  await chmod(open, 0o777);
  const refused = expect.objectContaining({ code: 'app/socket-exposed' });
  await expect(prepareSocketDirectory(join(open, 'ringwall.sock'))).rejects.toEqual(refused);
  await mkdir(join(root, 'own'), { mode: 0o700 });
  await symlink(join(root, 'own'), join(root, 'link'));
  await expect(prepareSocketDirectory(join(root, 'link', 'ringwall.sock'))).rejects.toEqual(refused);
});
