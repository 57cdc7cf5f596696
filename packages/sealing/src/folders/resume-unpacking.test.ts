import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Identity, newIdentity, randomBytes } from '@ringwall/core';
import { afterAll, describe, expect, test } from 'vitest';
import { type FileSource, fileSource } from '../files/file-source.ts';
import { journalPathOf, partialPathOf } from '../files/sealed-names.ts';
import { type OpenFolderOptions, openFolder } from './open-folder.ts';
import { sealFolder } from './seal-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'ringwall-resume-unpacking-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const me = newIdentity();
const identities: Identity[] = [{ kind: 'private-key', key: me.privateJwk }];
const recipients = [{ kind: 'public-key', key: me.publicJwk }] as const;
/** Shards hold one file of 40,000 bytes each. */
const shardBytes = 50_000;
const big = ['a.bin', 'm/b.bin', 'm/c.bin', 'm/d.bin', 'z.bin'] as const;

function sample(): string {
  const source = join(mkdtempSync(join(root, 's-')), 'f');
  mkdirSync(join(source, 'm', 'empty'), { recursive: true });
  for (const path of big) {
    writeFileSync(join(source, path), randomBytes(40_000));
    utimesSync(join(source, path), 1_600_000_000, 1_600_000_000);
  }
  symlinkSync('m/b.bin', join(source, 'link'));
  chmodSync(join(source, 'a.bin'), 0o755);
  return source;
}

const source = sample();
const sealed = `${source}.sealed`;
await sealFolder({ source, target: sealed, recipients, shardBytes, segmentBytes: 4096, id: 'one' });

function expectSame(target: string): void {
  expect(readdirSync(target, { recursive: true }).sort()).toEqual(
    readdirSync(source, { recursive: true }).sort(),
  );
  for (const path of [...big, 'link']) {
    expect(readFileSync(join(target, path)).equals(readFileSync(join(source, path))), path).toBe(true);
  }
}

/** An opening that was stopped in the middle of the third shard. */
async function interrupted(more: Partial<OpenFolderOptions> = {}) {
  const at = mkdtempSync(join(root, 'o-'));
  const target = join(at, 'back');
  const usual = { sealed, identities, target, noteBytes: 0, ...more };
  const stop = new AbortController();
  const onProgress = ({ doneBytes }: { doneBytes: number }) => {
    if (doneBytes > 90_000) stop.abort(new Error('stopped'));
  };
  await expect(openFolder({ ...usual, onProgress, signal: stop.signal })).rejects.toThrow('stopped');
  expect(existsSync(target)).toBe(false);
  const resume = (other: Partial<OpenFolderOptions> = {}) => openFolder({ ...usual, resume: true, ...other });
  return { at, target, partial: partialPathOf(target), usual, resume };
}

describe('going on with opening a folder', () => {
  test('keeps the whole shards and unpacks the one that was stopped anew', async () => {
    const { at, target, partial, resume } = await interrupted();
    const kept = statSync(join(partial, 'a.bin'));
    const begun = statSync(join(partial, 'm', 'c.bin'));
    const told: number[] = [];
    const opened = await resume({ onProgress: ({ doneBytes }) => told.push(doneBytes) });
    expect(opened).toMatchObject({ resumedBytes: 80_000, plainBytes: 200_000 });
    expect(told[0]).toBeGreaterThan(80_000);
    expect(told.at(-1)).toBe(200_000);
    expectSame(target);
    expect(statSync(join(target, 'a.bin'))).toMatchObject({ ino: kept.ino, mode: 0o100700 });
    expect(statSync(join(target, 'a.bin')).mtimeMs).toBeCloseTo(kept.mtimeMs, 0);
    expect(statSync(join(target, 'm', 'c.bin')).birthtimeMs).toBeGreaterThanOrEqual(begun.birthtimeMs);
    expect(readdirSync(at)).toEqual(['back']);
  });

  test('goes on more than once, and from parts that come from elsewhere', async () => {
    const opened: FileSource[] = [];
    const { target, resume } = await interrupted({
      sealed: async (name) => {
        const part = await fileSource(join(sealed, name));
        opened.push(part);
        return part;
      },
      keys: join(sealed, 'keys.json'),
    });
    const again = new AbortController();
    const onProgress = ({ doneBytes }: { doneBytes: number }) => {
      if (doneBytes > 130_000) again.abort(new Error('stopped again'));
    };
    await expect(resume({ onProgress, signal: again.signal })).rejects.toThrow('stopped again');
    expect(await resume()).toMatchObject({ resumedBytes: 120_000 });
    expectSame(target);
    await Promise.all(opened.map((part) => part.close()));
  });

  test('starts over where it is not asked for, and where nothing was noted', async () => {
    const { at, usual, target } = await interrupted();
    expect(await openFolder(usual)).toMatchObject({ resumedBytes: 0 });
    expectSame(target);
    expect(readdirSync(at)).toEqual(['back']);
    const fresh = join(at, 'fresh');
    expect(await openFolder({ ...usual, target: fresh, resume: true })).toMatchObject({ resumedBytes: 0 });
    expectSame(fresh);
  });

  test('leaves nothing of a folder that is opened anew in no time', async () => {
    const at = mkdtempSync(join(root, 'small-'));
    const stop = new AbortController();
    const onProgress = () => stop.abort(new Error('stopped'));
    const options = { sealed, identities, target: join(at, 'back'), onProgress, signal: stop.signal };
    await expect(openFolder(options)).rejects.toThrow('stopped');
    expect(readdirSync(at)).toEqual([]);
  });

  test('makes links that were made already once more', async () => {
    const { partial, resume, target } = await interrupted();
    symlinkSync('elsewhere', join(partial, 'link'));
    await resume();
    expectSame(target);
  });
});

interface Left {
  readonly at: string;
  readonly target: string;
  readonly partial: string;
}

const tampered: readonly [string, (left: Left) => void][] = [
  ['a file that was edited', ({ partial }) => writeFileSync(join(partial, 'a.bin'), randomBytes(40_000))],
  [
    'a file that was cut',
    ({ partial }) => {
      writeFileSync(join(partial, 'a.bin'), 'short');
      utimesSync(join(partial, 'a.bin'), 1_600_000_000, 1_600_000_000);
    },
  ],
  ['a file that is gone', ({ partial }) => rmSync(join(partial, 'm', 'b.bin'))],
  ['a file that was added', ({ partial }) => writeFileSync(join(partial, 'm', 'more'), 'x')],
  [
    'a link in the place of a file',
    ({ at, partial }) => {
      renameSync(join(partial, 'a.bin'), join(at, 'moved'));
      symlinkSync(join(at, 'moved'), join(partial, 'a.bin'));
    },
  ],
  [
    'a link in the place of a directory',
    ({ at, partial }) => {
      renameSync(join(partial, 'm'), join(at, 'moved'));
      symlinkSync(join(at, 'moved'), join(partial, 'm'));
    },
  ],
  [
    'a folder in which others may write',
    ({ partial }) => {
      chmodSync(partial, 0o777);
    },
  ],
  [
    'another folder in its place',
    ({ at, partial }) => {
      renameSync(partial, join(at, 'moved'));
      cpSync(join(at, 'moved'), partial, { recursive: true, preserveTimestamps: true });
    },
  ],
  [
    'a link in the place of its notes',
    ({ at, target }) => {
      renameSync(journalPathOf(target), join(at, 'moved'));
      symlinkSync(join(at, 'moved'), journalPathOf(target));
    },
  ],
  [
    'notes of more shards than there are',
    ({ target }) => {
      const path = journalPathOf(target);
      writeFileSync(path, readFileSync(path, 'utf8').replace(/"shards":\d+/, '"shards":99'));
    },
  ],
];

describe('not going on with opening a folder', () => {
  test.each(tampered)('from %s', async (_, tamper) => {
    const { resume, ...left } = await interrupted();
    tamper(left);
    await expect(resume()).rejects.toMatchObject({ code: 'sealing/cannot-resume' });
    expect(existsSync(left.target)).toBe(false);
  });

  test('from another sealed folder, be it of the same name', async () => {
    const other = `${sample()}.sealed`;
    const options = { source: other.replace('.sealed', ''), target: other, recipients, shardBytes };
    await sealFolder({ ...options, id: 'one' });
    const { resume, target } = await interrupted();
    await expect(resume({ sealed: other })).rejects.toMatchObject({ code: 'sealing/cannot-resume' });
    expect(existsSync(target)).toBe(false);
  });

  // Another user's files take root to make.
  test.skipIf(process.geteuid?.() !== 0)('from what somebody else put there', async () => {
    for (const whose of ['folder', 'notes', 'file', 'directory'] as const) {
      const { resume, target, partial } = await interrupted();
      const paths = { folder: partial, notes: journalPathOf(target), file: 'a.bin', directory: 'm' };
      const path = whose === 'file' || whose === 'directory' ? join(partial, paths[whose]) : paths[whose];
      chownSync(path, 65_534, 65_534);
      await expect(resume(), whose).rejects.toMatchObject({ code: 'sealing/cannot-resume' });
    }
  });
});
