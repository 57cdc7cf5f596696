import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  encodeKeys,
  type Identity,
  newIdentity,
  randomBytes,
  sealBytes,
  sealKeys,
  sha256Hex,
} from '@ringwall/core';
import { afterAll, describe, expect, test } from 'vitest';
import { writeDurably } from '../files/durable-files.ts';
import { payloadKey } from '../files/sealed-keys.ts';
import { encodeTotals, type FolderMember, shown } from './folder-index.ts';
import { linkProblem, pathProblem } from './member-path.ts';
import { openFolder } from './open-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'ringwall-index-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const me = newIdentity();
const identities: Identity[] = [{ kind: 'private-key', key: me.privateJwk }];
const content = Buffer.from('content');
const file: FolderMember = {
  path: 'x',
  type: 'file',
  size: content.length,
  mode: 0o644,
  mtimeMs: 1,
  shard: 0,
  offset: 0,
  sha256: sha256Hex(content),
};
const directory: FolderMember = {
  path: 'd',
  type: 'directory',
  size: 0,
  mode: 0o755,
  mtimeMs: 1,
  shard: 0,
  offset: 0,
};
const link: FolderMember = { ...directory, path: 'l', type: 'symlink', target: 'x' };

let made = 0;
/** A sealed folder as someone who may seal, but means harm, could make it. */
async function crafted(members: readonly object[], totals: object = {}): Promise<string> {
  const folder = join(root, `${made++}`, 'f.sealed');
  mkdirSync(folder, { recursive: true });
  const dataKey = randomBytes(32);
  const place = { id: 'sld_crafted', version: '1' };
  const recipients = [{ kind: 'public-key', key: me.publicJwk }] as const;
  const document = await sealKeys({ dataKey, ...place, recipients });
  const put = (part: string, bytes: Uint8Array) => {
    const { key, aad } = payloadKey(dataKey, place, part);
    return writeDurably(join(folder, `${part}.floe`), sealBytes(key, aad, bytes));
  };
  const lines = members.map((member) => `${JSON.stringify(member)}\n`).join('');
  const plainBytes = members.reduce(
    (sum: number, member) => sum + ('size' in member ? Math.max(0, Number(member.size)) : 0),
    0,
  );
  const first = encodeTotals({ members: members.length, shards: 1, plainBytes, ...totals });
  await put('index', Buffer.concat([first, Buffer.from(lines)]));
  await put('shard-00000', content);
  await writeDurably(join(folder, 'keys.json'), encodeKeys(document));
  return folder;
}

async function opening(sealed: string): Promise<unknown> {
  const target = join(sealed, '..', 'back');
  try {
    await openFolder({ sealed, identities, target });
    return undefined;
  } catch (error) {
    expect(readdirSync(join(sealed, '..'))).toEqual(['f.sealed']);
    return error;
  }
}

describe('a sealed folder that someone made by hand', () => {
  test('opens where its index is right', async () => {
    expect(await opening(await crafted([directory, file, { ...file, path: 'd/y' }, link]))).toBeUndefined();
  });

  test.each<[string, readonly object[]]>([
    ['an absolute path', [{ ...file, path: '/tmp/x' }]],
    ['a path that leaves the folder', [{ ...file, path: '../x' }]],
    ['a path that leaves it further down', [directory, { ...file, path: 'd/../../x' }]],
    ['a path with an empty part', [directory, { ...file, path: 'd//x' }]],
    ['a path with a zero byte', [{ ...file, path: 'x\0y' }]],
    ['a path with a part of 256 bytes', [{ ...file, path: 'x'.repeat(256) }]],
    ['a path twice', [file, file]],
    ['a file that is a directory, too', [directory, { ...file, path: 'd' }]],
    ['a file in a directory that is not listed', [{ ...file, path: 'd/x' }]],
    ['a file in a file', [file, { ...file, path: 'x/y' }]],
    ['a file behind a link', [link, { ...file, path: 'l/y' }]],
    ['a link that points out', [{ ...link, target: '../x' }]],
    ['a link that points to an absolute path', [{ ...link, target: '/etc/passwd' }]],
    ['a link that points out behind a name', [directory, { ...link, target: 'd/../../x' }]],
    ['a link in the place of a file', [file, { ...link, path: 'x' }]],
    ['a member of another type', [{ ...file, type: 'device' }]],
    ['a negative size', [{ ...file, size: -1 }]],
    ['a digest of something else', [{ ...file, sha256: sha256Hex('other') }]],
    ['no digest', [{ ...file, sha256: undefined }]],
    ['a shard that is not there', [{ ...file, shard: 1 }]],
  ])('is refused with %s, and nothing is left', async (_what, members) => {
    expect(await opening(await crafted(members))).toMatchObject({ code: 'sealing/folder-unsafe' });
  });

  test.each<[string, object]>([
    ['more members than it lists', { members: 3 }],
    ['fewer members than it lists', { members: 1 }],
    ['other bytes than it lists', { plainBytes: 1 }],
    ['a shard more than there is', { shards: 2 }],
  ])('is refused where its totals tell of %s', async (_what, totals) => {
    const sealed = await crafted([file, link], totals);
    expect(await opening(sealed)).toMatchObject({ code: 'sealing/folder-incomplete' });
  });

  test('is not read on behind the last member its totals tell of', async () => {
    const sealed = await crafted([file, { path: 'never looked at' }], { members: 1 });
    expect(await opening(sealed)).toMatchObject({ code: 'sealing/folder-incomplete' });
  });

  test('is refused where it claims more than a reader takes', async () => {
    const sealed = await crafted([file], { members: 1e9 });
    expect(await opening(sealed)).toMatchObject({ code: 'sealing/folder-unsafe' });
  });

  test('is refused where a file is said to reach beyond its shard', async () => {
    const sealed = await crafted([{ ...file, size: content.length + 1 }]);
    expect(await opening(sealed)).toMatchObject({ code: 'sealing/folder-unsafe' });
  });
});

describe('where links may point', () => {
  test.each([
    ['l', 'x'],
    ['d/l', '../x'],
    ['d/e/l', '../../x/./y'],
    ['d/l', '..'],
    ['l', './x/'],
  ])('%s to %s is inside', (path, target) => {
    expect(pathProblem(path)).toBeUndefined();
    expect(linkProblem(path, target)).toBeUndefined();
  });

  test.each([
    ['l', '..'],
    ['d/l', '../..'],
    ['l', '/x'],
    ['l', ''],
    ['d/e/l', '../x/../../..'],
    ['l', 'x/..'],
  ])('%s to %s is not', (path, target) => {
    expect(linkProblem(path, target)).toBeDefined();
  });
});

test('a name that is shown acts on no terminal', () => {
  expect(shown('a\u001b[2J\u009b2J\u202e\u2028\u007f\ud800ü"')).toMatch(/^"a[\x20-\x7e]*ü\\""$/);
  expect(shown('日本')).toBe('"日本"');
});
