import { execFileSync } from 'node:child_process';
import {
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type Identity, newIdentity, randomBytes } from '@ringwall/core';
import { afterAll, describe, expect, test } from 'vitest';
import { openFile } from './open-file.ts';
import { sealFile } from './seal-file.ts';
import { journalPathOf, partialPathOf } from './sealed-names.ts';

const root = mkdtempSync(join(tmpdir(), 'ringwall-own-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const me = newIdentity();
const identities: Identity[] = [{ kind: 'private-key', key: me.privateJwk }];
const recipients = [{ kind: 'public-key', key: me.publicJwk }] as const;
const usual = { identities, recipients, segmentBytes: 4096, checkpoints: { fromBytes: 0, everyMs: 0 } };
const content = randomBytes(1_200_000);

/** A file that was being sealed, or opened, when somebody stopped it. */
async function interrupted(kind: 'seal' | 'open') {
  const at = mkdtempSync(join(root, `${kind}-`));
  const source = join(at, 'x');
  writeFileSync(source, content);
  const sealed = `${source}.floe`;
  const target = kind === 'seal' ? sealed : join(at, 'y');
  if (kind === 'open') await sealFile({ ...usual, source, target: sealed });
  const stop = new AbortController();
  const options = { ...usual, signal: stop.signal, onProgress: () => stop.abort() };
  const run =
    kind === 'seal' ? sealFile({ ...options, source, target }) : openFile({ ...options, sealed, target });
  await expect(run).rejects.toMatchObject({ name: 'AbortError' });
  const resume = () =>
    kind === 'seal'
      ? sealFile({ ...usual, source, target, resume: identities })
      : openFile({ ...usual, sealed, target, resume: true });
  return { at, source, target, resume };
}

/** What somebody else may have put at a path in a folder where both may write. */
function replaceByLink(path: string): string {
  const elsewhere = join(mkdtempSync(join(root, 'elsewhere-')), basename(path));
  renameSync(path, elsewhere);
  symlinkSync(elsewhere, path);
  return elsewhere;
}

describe.each(['seal', 'open'] as const)('going on with an interrupted %s', (kind) => {
  test('takes up what this user left', async () => {
    const { target, resume } = await interrupted(kind);
    expect((await resume()).resumedBytes).toBeGreaterThan(0);
    expect(readFileSync(target).length).toBeGreaterThan(0);
  });

  test('writes through no link', async () => {
    const { target, resume } = await interrupted(kind);
    const elsewhere = replaceByLink(partialPathOf(target));
    const before = readFileSync(elsewhere);
    await expect(resume()).rejects.toMatchObject({ code: 'sealing/cannot-resume' });
    expect(readFileSync(elsewhere).equals(before)).toBe(true);
  });

  test('believes no journal behind a link', async () => {
    const { target, resume } = await interrupted(kind);
    replaceByLink(journalPathOf(target));
    await expect(resume()).rejects.toMatchObject({ code: 'sealing/cannot-resume' });
  });

  // Another user's files take root to make.
  test.skipIf(process.geteuid?.() !== 0)('takes nothing that somebody else owns', async () => {
    for (const of of [partialPathOf, journalPathOf]) {
      const { target, resume } = await interrupted(kind);
      chownSync(of(target), 65_534, 65_534);
      await expect(resume()).rejects.toMatchObject({ code: 'sealing/cannot-resume' });
    }
  });

  test('refuses a journal that tells of more than there can be', async () => {
    const { target, resume } = await interrupted(kind);
    const path = journalPathOf(target);
    const journal = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...journal, segments: 9_000_000 }));
    await expect(resume()).rejects.toMatchObject({ code: 'sealing/cannot-resume' });
  });
});

describe('going on with an interrupted seal', () => {
  test('uses no keys behind a link: whoever put them there would know them', async () => {
    const { target, resume } = await interrupted('seal');
    replaceByLink(partialPathOf(join(dirname(target), 'x.keys.json')));
    await expect(resume()).rejects.toMatchObject({ code: 'sealing/cannot-resume' });
  });

  test('does not take a file for done whose source has changed since', async () => {
    const { at, source, target, resume } = await interrupted('seal');
    const journal = join(at, 'journal');
    copyFileSync(journalPathOf(target), journal);
    await resume();
    // Stopped before the journal went, its last step.
    copyFileSync(journal, journalPathOf(target));
    expect(await resume()).toMatchObject({ resumedBytes: content.length });
    copyFileSync(journal, journalPathOf(target));
    utimesSync(source, 1, 1);
    await expect(resume()).rejects.toMatchObject({ code: 'sealing/exists' });
  });
});

test('a named pipe in the place of a file is refused, not waited for', async () => {
  const at = mkdtempSync(join(root, 'pipe-'));
  execFileSync('mkfifo', [join(at, 'x.keys.json')]);
  mkdirSync(join(at, 'x.floe'));
  await expect(
    openFile({ ...usual, sealed: join(at, 'x.floe'), target: join(at, 'y') }),
  ).rejects.toMatchObject({
    code: 'sealing/not-accessible',
  });
});
