import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Identity, newIdentity, openKeys, parseKeys, randomBytes, unsealBytes } from '@ringwall/core';
import { unpackTar } from 'modern-tar';
import { afterAll, describe, expect, test } from 'vitest';
import { payloadKey } from '../files/sealed-keys.ts';
import { openFolder } from './open-folder.ts';
import { openSealedFolder } from './open-sealed-folder.ts';
import { rekeyFolder } from './rekey-folder.ts';
import { sealFolder } from './seal-folder.ts';
import type { SkippedMember } from './walk-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'ringwall-folder-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const me = newIdentity();
const identities: Identity[] = [{ kind: 'private-key', key: me.privateJwk }];
const recipients = [{ kind: 'public-key', key: me.publicJwk }] as const;
const hasTar = spawnSync('tar', ['--version']).status === 0;

let made = 0;
function place(): string {
  const path = join(root, `${made++}`);
  mkdirSync(path);
  return path;
}

const deep = `${'long-directory-name-'.repeat(4)}/${'x'.repeat(120)}/ünïcode 日本.txt`;
const contents: Readonly<Record<string, Buffer>> = {
  'a.txt': Buffer.from('hello'),
  empty: Buffer.alloc(0),
  'sub/big.bin': Buffer.from(randomBytes(300_000)),
  'sub/exactly-a-block': Buffer.alloc(512, 7),
  [deep]: Buffer.from('deep'),
};

function sample(): string {
  const folder = join(place(), 'f');
  for (const [path, content] of Object.entries(contents)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  mkdirSync(join(folder, 'nothing in it'));
  chmodSync(join(folder, 'a.txt'), 0o755);
  utimesSync(join(folder, 'a.txt'), 1_600_000_000, 1_600_000_000);
  symlinkSync('../a.txt', join(folder, 'sub', 'link'));
  linkSync(join(folder, 'a.txt'), join(folder, 'second name'));
  return folder;
}

async function sealed(source = sample(), shardBytes = 200_000) {
  const target = `${source}.sealed`;
  const result = await sealFolder({ source, target, recipients, segmentBytes: 4096, shardBytes });
  return { source, target, result };
}

/** The tar archive in a shard. */
async function shardOf(target: string, shard: string): Promise<Uint8Array> {
  const document = parseKeys(readFileSync(join(target, 'keys.json')));
  const { key, aad } = payloadKey(await openKeys(document, identities), document, shard);
  return unsealBytes(key, aad, readFileSync(join(target, `${shard}.floe`)));
}

function tree(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

describe('a sealed folder', () => {
  test('opens to the same files, directories and links', async () => {
    const { source, target, result } = await sealed();
    expect(result).toMatchObject({ members: 11, shards: 3 });
    const back = `${source}.back`;
    await openFolder({ sealed: target, identities, target: back });
    expect(tree(back)).toEqual(tree(source));
    for (const [path, content] of Object.entries(contents)) {
      expect(readFileSync(join(back, path)).equals(content), path).toBe(true);
    }
    expect(readlinkSync(join(back, 'sub/link'))).toBe('../a.txt');
    expect(readFileSync(join(back, 'second name'), 'utf8')).toBe('hello');
    expect(statSync(join(back, 'second name')).ino).not.toBe(statSync(join(back, 'a.txt')).ino);
    expect(statSync(join(back, 'a.txt')).mtimeMs).toBe(1_600_000_000_000);
    const modes = ['', 'sub', 'a.txt', 'empty'].map((path) => statSync(join(back, path)).mode & 0o777);
    expect(modes).toEqual([0o700, 0o700, 0o700, 0o600]);
  });

  test('says what is in it in the order of the names, and nothing of it in the clear', async () => {
    const { target } = await sealed();
    const folder = await openSealedFolder({ sealed: target, identities });
    const paths = folder.entries().map(({ path }) => path);
    await folder.close();
    expect(paths.slice(0, 2)).toEqual(['a.txt', 'empty']);
    expect(paths).toContain(deep);
    for (const name of readdirSync(target)) {
      const bytes = readFileSync(join(target, name));
      for (const word of ['a.txt', 'hello', 'big.bin']) expect(bytes.includes(word), name).toBe(false);
    }
  });

  test('gives any range of a member', async () => {
    const { target } = await sealed();
    const folder = await openSealedFolder({ sealed: target, identities });
    const big = contents['sub/big.bin'] ?? Buffer.alloc(0);
    const [middle, end, none] = [
      await folder.read('sub/big.bin', { offset: 150_000, length: 4096 }),
      await folder.read('sub/big.bin', { offset: 299_990, length: 4096 }),
      await folder.read('sub/big.bin', { offset: 300_000, length: 1 }),
    ];
    const chunks: Uint8Array[] = [];
    for await (const chunk of folder.stream('sub/big.bin')) chunks.push(chunk);
    for (const offset of [-1, Number.NaN]) {
      const before = folder.read('sub/big.bin', { offset, length: 2 });
      await expect(before).rejects.toMatchObject({ code: 'core/sealed-misused' });
    }
    await folder.close();
    expect(big.subarray(150_000, 154_096).equals(middle)).toBe(true);
    expect(big.subarray(299_990).equals(end)).toBe(true);
    expect(none.length).toBe(0);
    expect(Buffer.concat(chunks).equals(big)).toBe(true);
    expect(() => folder.entry('sub/small.bin')).toThrow(/no "sub\/small.bin"/);
  });

  test('has shards that other software reads as tar archives', async () => {
    const { target, result } = await sealed();
    const found = new Map<string, Uint8Array | undefined>();
    for (let shard = 0; shard < result.shards; shard++) {
      for (const { header, data } of await unpackTar(await shardOf(target, `shard-0000${shard}`), {
        strict: true,
      })) {
        found.set(header.name, data);
      }
    }
    for (const [path, content] of Object.entries(contents)) {
      expect(content.equals(found.get(path) ?? Buffer.alloc(1)), path).toBe(true);
    }
    expect(found.has('nothing in it/')).toBe(true);
  });

  test.skipIf(!hasTar)('has shards that tar unpacks', async () => {
    const { source, target, result } = await sealed();
    const back = place();
    for (let shard = 0; shard < result.shards; shard++) {
      execFileSync('tar', ['-x', '-C', back], { input: await shardOf(target, `shard-0000${shard}`) });
    }
    expect(tree(back)).toEqual(tree(source));
    for (const [path, content] of Object.entries(contents)) {
      expect(readFileSync(join(back, path)).equals(content), path).toBe(true);
    }
  });

  test('is refused where a shard or a part of the index is missing', async () => {
    const { source, target } = await sealed();
    for (const part of ['shard-00002', 'index']) {
      const path = join(target, `${part}.floe`);
      const bytes = readFileSync(path);
      rmSync(path);
      const opening = openFolder({ sealed: target, identities, target: `${source}.back` });
      await expect(opening).rejects.toMatchObject({ code: 'sealing/folder-incomplete' });
      writeFileSync(path, bytes);
    }
    expect(existsSync(`${source}.back`)).toBe(false);
  });

  test('is refused where two shards have changed places', async () => {
    const { source, target } = await sealed();
    const [first, second] = ['shard-00000.floe', 'shard-00001.floe'].map((name) => join(target, name));
    const bytes = readFileSync(first ?? '');
    writeFileSync(first ?? '', readFileSync(second ?? ''));
    writeFileSync(second ?? '', bytes);
    const opening = openFolder({ sealed: target, identities, target: `${source}.back` });
    await expect(opening).rejects.toMatchObject({ code: 'core/sealed-key-mismatch' });
    expect(readdirSync(join(source, '..')).sort()).toEqual(['f', 'f.sealed']);
  });

  test('of nothing is a folder of nothing', async () => {
    const source = join(place(), 'f');
    mkdirSync(source);
    const { target, result } = await sealed(source);
    expect(result).toMatchObject({ members: 0, shards: 0, plainBytes: 0 });
    await openFolder({ sealed: target, identities, target: `${source}.back` });
    expect(readdirSync(`${source}.back`)).toEqual([]);
  });

  test('is not replaced unless asked for', async () => {
    const { source, target } = await sealed();
    await expect(sealed(source)).rejects.toMatchObject({ code: 'sealing/exists' });
    writeFileSync(join(source, 'a.txt'), 'other');
    await sealFolder({ source, target, recipients, force: true });
    const folder = await openSealedFolder({ sealed: target, identities });
    const content = await folder.read('a.txt', { offset: 0, length: 10 });
    await folder.close();
    expect(Buffer.from(content).toString()).toBe('other');
    expect(readdirSync(join(source, '..')).sort()).toEqual(['f', 'f.sealed']);
  });

  test('is re-keyed as a whole', async () => {
    const { source, target } = await sealed();
    const old = readFileSync(join(target, 'keys.json'));
    const other = newIdentity();
    const rekeyed = await rekeyFolder({
      sealed: target,
      identities,
      recipients: [{ kind: 'public-key', key: other.publicJwk }],
      keep: [],
    });
    expect(rekeyed).toMatchObject({ version: '2', previousVersion: '1' });
    expect(rekeyed.dropped.map(({ kid }) => kid)).toEqual([me.kid]);
    const back = `${source}.back`;
    await expect(openFolder({ sealed: target, identities, target: back })).rejects.toMatchObject({
      code: 'core/keys-not-for-you',
    });
    await expect(openFolder({ sealed: target, keys: old, identities, target: back })).rejects.toMatchObject({
      code: 'core/sealed-key-mismatch',
    });
    await openFolder({
      sealed: target,
      identities: [{ kind: 'private-key', key: other.privateJwk }],
      target: back,
    });
    expect(tree(back)).toEqual(tree(source));
  });
});

describe('sealing a folder', () => {
  test('refuses what cannot be sealed, or leaves it out and says so', async () => {
    const source = sample();
    execFileSync('mkfifo', [join(source, 'pipe')]);
    symlinkSync('/etc/passwd', join(source, 'absolute'));
    symlinkSync('../../outside', join(source, 'sub', 'out'));
    symlinkSync('nothing in it/../..', join(source, 'roundabout'));
    writeFileSync(Buffer.concat([Buffer.from(`${source}/`), Buffer.from([0x66, 0xff])]), 'not UTF-8');
    await expect(sealed(source)).rejects.toMatchObject({ code: 'sealing/folder-unsafe' });
    expect(readdirSync(join(source, '..'))).toEqual(['f']);
    const skipped: SkippedMember[] = [];
    await sealFolder({
      source,
      target: `${source}.sealed`,
      recipients,
      onSkipped: (member) => skipped.push(member),
    });
    expect(skipped.map(({ path }) => path).sort()).toEqual([
      '/fÿ',
      'absolute',
      'pipe',
      'roundabout',
      'sub/out',
    ]);
  });

  test('goes on with the shards an interrupted run left, and seals what has changed since', async () => {
    const source = sample();
    const target = `${source}.sealed`;
    const options = { source, target, recipients, segmentBytes: 4096, shardBytes: 100_000 } as const;
    const stop = new AbortController();
    const onProgress = ({ doneBytes }: { doneBytes: number }) => {
      if (doneBytes > 300_000) stop.abort(new Error('stopped'));
    };
    await expect(sealFolder({ ...options, onProgress, signal: stop.signal })).rejects.toThrow('stopped');
    expect(existsSync(target)).toBe(false);
    writeFileSync(join(source, 'a.txt'), 'changed');
    const result = await sealFolder({ ...options, resume: identities });
    expect(result.resumedBytes).toBe(300_000);
    await openFolder({ sealed: target, identities, target: `${source}.back` });
    expect(readFileSync(join(source, 'a.txt'), 'utf8')).toBe('changed');
    expect(tree(`${source}.back`)).toEqual(tree(source));
    expect(tree(target).filter((name) => name.startsWith('note'))).toEqual([]);
  });
});
