import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Identity, newIdentity } from '@ringwall/core';
import { afterAll, describe, expect, test } from 'vitest';
import { partialPathOf } from '../files/sealed-names.ts';
import { sealFolder } from './seal-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'ringwall-shard-log-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const me = newIdentity();
const identities: Identity[] = [{ kind: 'private-key', key: me.privateJwk }];
const recipients = [{ kind: 'public-key', key: me.publicJwk }] as const;

/** A sealed folder that waits for its name, made by somebody who knows its data key, and the run that would go on. */
async function prepared() {
  const at = mkdtempSync(join(root, 'f-'));
  const source = join(at, 'f');
  mkdirSync(source);
  writeFileSync(join(source, 'a'), 'secret');
  const target = `${source}.sealed`;
  await sealFolder({ source, target, recipients });
  const partial = partialPathOf(target);
  renameSync(target, partial);
  return {
    at,
    target,
    partial,
    resume: () => sealFolder({ source, target, recipients, resume: identities }),
  };
}

describe('going on with a folder that was begun', () => {
  test('takes up what this user left', async () => {
    const { target, resume } = await prepared();
    await resume();
    expect(readdirSync(target)).toContain('keys.json');
  });

  test('seals nothing under the keys of a folder behind a link', async () => {
    const { at, target, partial, resume } = await prepared();
    renameSync(partial, join(at, 'elsewhere'));
    symlinkSync(join(at, 'elsewhere'), partial);
    await expect(resume()).rejects.toMatchObject({ code: 'sealing/cannot-resume' });
    expect(existsSync(target)).toBe(false);
  });

  // Another user's files take root to make.
  test.skipIf(process.geteuid?.() !== 0)(
    'seals nothing under keys that somebody else put there',
    async () => {
      for (const part of ['', 'keys.json']) {
        const { target, partial, resume } = await prepared();
        chownSync(join(partial, part), 65_534, 65_534);
        await expect(resume()).rejects.toMatchObject({ code: 'sealing/cannot-resume' });
        expect(existsSync(target)).toBe(false);
      }
    },
  );
});
