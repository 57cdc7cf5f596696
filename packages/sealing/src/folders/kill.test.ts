import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Identity, newIdentity, randomBytes } from '@ringwall/core';
import { afterAll, describe, expect, test } from 'vitest';
import { type KilledRuns, killAtEveryCall } from '../testing/killed-runs.ts';
import { openFolder } from './open-folder.ts';
import { rekeyFolder } from './rekey-folder.ts';
import { sealFolder } from './seal-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'ringwall-kill-folder-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const me = newIdentity();
const identities: Identity[] = [{ kind: 'private-key', key: me.privateJwk }];
const recipients = [{ kind: 'public-key', key: me.publicJwk }] as const;
writeFileSync(join(root, 'id'), me.privateJwk);
writeFileSync(join(root, 'pub'), me.publicJwk);

const contents = { 'a.bin': randomBytes(40_000), 'b.bin': randomBytes(40_000), 'sub/c.txt': randomBytes(7) };

function writeSource(folder: string): string {
  const source = join(folder, 'f');
  mkdirSync(join(source, 'sub'), { recursive: true });
  for (const [path, content] of Object.entries(contents)) writeFileSync(join(source, path), content);
  return source;
}

function runs(name: string, args: (folder: string) => string[]): KilledRuns {
  const template = join(root, name, 'template');
  mkdirSync(template, { recursive: true });
  return {
    root: join(root, name),
    template,
    args: (folder) => [...args(folder), join(root, 'id'), join(root, 'pub')],
  };
}

function expectWhole(folder: string): void {
  for (const [path, content] of Object.entries(contents)) {
    expect(readFileSync(join(folder, path)).equals(content), path).toBe(true);
  }
}

async function expectOpens(sealed: string): Promise<void> {
  const target = `${sealed}.opened`;
  await openFolder({ sealed, identities, target });
  expectWhole(target);
  rmSync(target, { recursive: true });
}

const shardBytes = 50_000;

describe('a process that is killed', { timeout: 120_000 }, () => {
  test('while it seals a folder leaves none that looks whole, and a later run goes on', async () => {
    const sealing = runs('seal', (folder) => ['seal-folder', join(folder, 'f'), join(folder, 'f.sealed')]);
    writeSource(sealing.template);
    await killAtEveryCall(sealing, async (folder) => {
      const target = join(folder, 'f.sealed');
      if (existsSync(target)) return expectOpens(target);
      const options = { source: join(folder, 'f'), target, recipients, segmentBytes: 4096, shardBytes };
      await sealFolder({ ...options, resume: identities });
      await expectOpens(target);
      expect(readdirSync(folder).sort()).toEqual(['f', 'f.sealed']);
      const parts = ['index.floe', 'keys.json', 'shard-00000.floe', 'shard-00001.floe'];
      expect(readdirSync(target).sort()).toEqual(parts);
    });
  });

  test('while it opens a folder leaves none that looks whole, and a later run goes on', async () => {
    const opening = runs('open', (folder) => ['open-folder', join(folder, 'f.sealed'), join(folder, 'back')]);
    const target = join(opening.template, 'f.sealed');
    await sealFolder({ source: writeSource(join(root, 'open')), target, recipients, shardBytes });
    const resumed = new Set<number>();
    await killAtEveryCall(opening, async (folder) => {
      const back = join(folder, 'back');
      if (!existsSync(back)) {
        const again = { sealed: join(folder, 'f.sealed'), identities, target: back, resume: true };
        resumed.add((await openFolder(again)).resumedBytes);
      }
      expectWhole(back);
      expect(readdirSync(folder).sort()).toEqual(['back', 'f.sealed']);
    });
    expect([...resumed].sort((a, b) => a - b)).toEqual([0, 40_000]);
  });

  test('while it re-keys a folder leaves one that opens, and a later run ends the work', async () => {
    const rekeying = runs('rekey', (folder) => ['rekey-folder', join(folder, 'f.sealed'), '-']);
    const sealed = join(rekeying.template, 'f.sealed');
    await sealFolder({ source: writeSource(join(root, 'rekey')), target: sealed, recipients, shardBytes });
    await killAtEveryCall(rekeying, async (folder) => {
      const target = join(folder, 'f.sealed');
      await expectOpens(target);
      await rekeyFolder({ sealed: target, identities });
      await expectOpens(target);
      const parts = ['index.floe', 'keys.json', 'shard-00000.floe', 'shard-00001.floe'];
      expect(readdirSync(target).sort()).toEqual(parts);
    });
  });
});
