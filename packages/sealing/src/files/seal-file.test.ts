import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { type Identity, newIdentity, randomBytes } from '@ringwall/core';
import { afterAll, describe, expect, test } from 'vitest';
import { inspectSealed } from './inspect-sealed.ts';
import { openFile } from './open-file.ts';
import { openSealedFile } from './open-sealed-file.ts';
import { sealFile } from './seal-file.ts';

const root = mkdtempSync(join(tmpdir(), 'ringwall-seal-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const me = newIdentity();
const identities: Identity[] = [{ kind: 'private-key', key: me.privateJwk }];
const recipients = [{ kind: 'public-key', key: me.publicJwk }] as const;

let folders = 0;
function folder(): string {
  const path = join(root, `${folders++}`);
  mkdirSync(path);
  return path;
}

function plainFile(content: Uint8Array): { path: string; at: string } {
  const at = folder();
  const path = join(at, 'x');
  writeFileSync(path, content);
  return { path, at };
}

async function sealed(content: Uint8Array) {
  const { path, at } = plainFile(content);
  const target = join(at, 'x.floe');
  await sealFile({ source: path, target, recipients, segmentBytes: 4096 });
  return { at, target, keys: join(at, 'x.keys.json') };
}

/** A stream that keeps what it gets. */
function collector() {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return { stream, bytes: () => Buffer.concat(chunks) };
}

describe('a sealed file', () => {
  test.each([0, 1, 4063, 4064, 4065, 8128, 1_000_000])(
    'of %i bytes opens to the same bytes',
    async (size) => {
      const content = randomBytes(size);
      const { at, target } = await sealed(content);
      const result = await openFile({ sealed: target, identities, target: join(at, 'y') });
      expect(result.plainBytes).toBe(size);
      expect(readFileSync(join(at, 'y')).equals(content)).toBe(true);
      expect(readdirSync(at).sort()).toEqual(['x', 'x.floe', 'x.keys.json', 'y']);
    },
  );

  test('is private to its owner, and so is what it opens to', async () => {
    const { at, target, keys } = await sealed(randomBytes(10));
    await openFile({ sealed: target, identities, target: join(at, 'y') });
    for (const path of [target, keys, join(at, 'y')]) expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('opens at any range without opening the rest', async () => {
    const content = randomBytes(100_000);
    const { target } = await sealed(content);
    const reader = await openSealedFile({ sealed: target, identities });
    expect(reader.size).toBe(content.length);
    const range = await reader.read(50_000, 4096);
    await reader.close();
    expect(Buffer.from(content).subarray(50_000, 54_096).equals(range)).toBe(true);
  });

  test('tells anyone its id, its recipients and its sizes', async () => {
    const { target } = await sealed(randomBytes(5000));
    const facts = await inspectSealed(target);
    expect(facts).toMatchObject({ version: '1', plainBytes: 5000, segmentBytes: 4096 });
    expect(facts.id).toMatch(/^sld_[0-9a-z]{26}$/);
    expect(facts.recipients.map(({ kid }) => kid)).toEqual([me.kid]);
  });

  test('is not replaced unless asked for, and neither is what it opens to', async () => {
    const { at, target } = await sealed(randomBytes(10));
    await expect(sealFile({ source: join(at, 'x'), target, recipients })).rejects.toMatchObject({
      code: 'sealing/exists',
    });
    await expect(openFile({ sealed: target, identities, target: join(at, 'x') })).rejects.toMatchObject({
      code: 'sealing/exists',
    });
    writeFileSync(join(at, 'x'), 'other');
    await sealFile({ source: join(at, 'x'), target, recipients, force: true });
    await openFile({ sealed: target, identities, target: join(at, 'x'), force: true });
    expect(readFileSync(join(at, 'x'), 'utf8')).toBe('other');
  });
});

describe('streams', () => {
  test('are sealed and opened as they come', async () => {
    const content = randomBytes(300_000);
    const at = folder();
    const keysPath = join(at, 'keys.json');
    const out = collector();
    const chunks = [content.subarray(0, 7), content.subarray(7, 200_000), content.subarray(200_000)];
    const result = await sealFile({
      source: Readable.from(chunks),
      target: out.stream,
      keysPath,
      recipients,
    });
    expect(result).toMatchObject({ plainBytes: 300_000, sealedBytes: out.bytes().length });
    const back = collector();
    await openFile({
      sealed: Readable.from([out.bytes()]),
      keys: keysPath,
      identities,
      target: back.stream,
    });
    expect(back.bytes().equals(content)).toBe(true);
  });

  test('go to files and come from files as well', async () => {
    const content = randomBytes(70_000);
    const at = folder();
    const target = join(at, 'x.floe');
    await sealFile({ source: Readable.from([content]), target, recipients });
    const back = collector();
    await openFile({ sealed: target, identities, target: back.stream });
    expect(back.bytes().equals(content)).toBe(true);
    await openFile({
      sealed: Readable.from([readFileSync(target)]),
      keys: join(at, 'x.keys.json'),
      identities,
      target: join(at, 'y'),
    });
    expect(readFileSync(join(at, 'y')).equals(content)).toBe(true);
    expect(readdirSync(at).sort()).toEqual(['x.floe', 'x.keys.json', 'y']);
  });

  test('that break leave nothing behind', async () => {
    const at = folder();
    const source = Readable.from(
      (async function* () {
        yield randomBytes(100_000);
        throw new Error('the pipe broke');
      })(),
    );
    await expect(sealFile({ source, target: join(at, 'x.floe'), recipients })).rejects.toThrow(
      'the pipe broke',
    );
    expect(readdirSync(at)).toEqual([]);
  });
});
