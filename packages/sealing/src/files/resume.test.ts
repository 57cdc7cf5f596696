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
import { openFile } from './open-file.ts';
import { sealFile } from './seal-file.ts';

const root = mkdtempSync(join(tmpdir(), 'ringwall-resume-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const me = newIdentity();
const identities: Identity[] = [{ kind: 'private-key', key: me.privateJwk }];
const stranger: Identity[] = [{ kind: 'private-key', key: newIdentity().privateJwk }];
const recipients = [{ kind: 'public-key', key: me.publicJwk }] as const;
const checkpoints = { fromBytes: 0, everyMs: 0 };
const content = Buffer.from(randomBytes(3_000_000));

let made = 0;
function place() {
  const folder = join(root, `${made++}`);
  mkdirSync(folder);
  const source = join(folder, 'x');
  writeFileSync(source, content);
  return { folder, source, target: join(folder, 'x.floe'), back: join(folder, 'y') };
}

/** Stops a run when it is half done. */
function halfway() {
  const stop = new AbortController();
  const onProgress = ({ doneBytes }: { doneBytes: number }) => {
    if (doneBytes > content.length / 2) stop.abort(new Error('stopped'));
  };
  return { signal: stop.signal, onProgress };
}

async function interruptedSeal() {
  const at = place();
  const options = { source: at.source, target: at.target, recipients, segmentBytes: 4096, checkpoints };
  await expect(sealFile({ ...options, ...halfway() })).rejects.toThrow('stopped');
  return { ...at, options };
}

describe('sealing that was stopped', () => {
  test('leaves nothing under the names of the whole, and what it leaves does not open', async () => {
    const { folder, back } = await interruptedSeal();
    expect(readdirSync(folder).sort()).toEqual([
      '.x.floe.journal',
      '.x.floe.partial',
      '.x.keys.json.partial',
      'x',
    ]);
    const opening = openFile({
      sealed: join(folder, '.x.floe.partial'),
      keys: join(folder, '.x.keys.json.partial'),
      identities,
      target: back,
    });
    await expect(opening).rejects.toMatchObject({
      code: expect.stringMatching(/^core\/sealed-(truncated|altered)$/),
    });
    expect(existsSync(back)).toBe(false);
  });

  test('goes on where it stopped', async () => {
    const { target, back, options } = await interruptedSeal();
    const result = await sealFile({ ...options, resume: identities });
    expect(result.resumedBytes).toBeGreaterThan(content.length / 2);
    await openFile({ sealed: target, identities, target: back });
    expect(readFileSync(back).equals(content)).toBe(true);
  });

  test('notes no key: whoever has all that was left still needs an identity', async () => {
    const { folder } = await interruptedSeal();
    const journal = readFileSync(join(folder, '.x.floe.journal'), 'utf8');
    expect(Object.keys(JSON.parse(journal)).sort()).toEqual([
      'format',
      'header',
      'kind',
      'segments',
      'source',
    ]);
  });

  test('cannot go on for someone who cannot open it, and says so', async () => {
    const { options } = await interruptedSeal();
    const resuming = sealFile({ ...options, resume: stranger });
    await expect(resuming).rejects.toMatchObject({ code: 'sealing/cannot-resume' });
    await expect(resuming).rejects.toThrow(/Its keys do not open/);
    expect((await sealFile({ ...options, resume: identities })).resumedBytes).toBeGreaterThan(0);
  });

  test('cannot go on with a source that has changed', async () => {
    const { source, options } = await interruptedSeal();
    writeFileSync(source, randomBytes(content.length));
    const resuming = sealFile({ ...options, resume: identities });
    await expect(resuming).rejects.toMatchObject({ code: 'sealing/source-changed' });
  });

  test('cannot go on with a partial that is not what it was', async () => {
    const { folder, options } = await interruptedSeal();
    const partial = join(folder, '.x.floe.partial');
    const { segments } = JSON.parse(readFileSync(join(folder, '.x.floe.journal'), 'utf8'));
    const bytes = readFileSync(partial);
    const at = 74 + (segments - 1) * 4096 + 100;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(partial, bytes);
    const resuming = sealFile({ ...options, resume: identities });
    await expect(resuming).rejects.toMatchObject({ code: 'sealing/cannot-resume' });
  });

  test('starts over where nobody asks for the rest, and where nothing is left', async () => {
    const { folder, target, options } = await interruptedSeal();
    expect((await sealFile(options)).resumedBytes).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['x', 'x.floe', 'x.keys.json']);
    rmSync(target);
    rmSync(join(folder, 'x.keys.json'));
    expect((await sealFile({ ...options, resume: identities })).resumedBytes).toBe(0);
  });

  test('leaves nothing at all of a small file', async () => {
    const { folder, source, target } = place();
    const options = { source, target, recipients, segmentBytes: 4096 };
    await expect(sealFile({ ...options, ...halfway() })).rejects.toThrow('stopped');
    expect(readdirSync(folder)).toEqual(['x']);
  });
});

describe('opening that was stopped', () => {
  async function interruptedOpen() {
    const at = place();
    await sealFile({ source: at.source, target: at.target, recipients, segmentBytes: 4096 });
    const options = { sealed: at.target, identities, target: at.back, checkpoints };
    await expect(openFile({ ...options, ...halfway() })).rejects.toThrow('stopped');
    expect(existsSync(at.back)).toBe(false);
    return { ...at, options };
  }

  test('goes on where it stopped', async () => {
    const { back, options } = await interruptedOpen();
    const result = await openFile({ ...options, resume: true });
    expect(result.resumedBytes).toBeGreaterThan(content.length / 2);
    expect(readFileSync(back).equals(content)).toBe(true);
  });

  test('cannot go on with another payload of the same name', async () => {
    const { source, target, options } = await interruptedOpen();
    await sealFile({ source, target, recipients, segmentBytes: 4096, force: true });
    const resuming = openFile({ ...options, resume: true });
    await expect(resuming).rejects.toMatchObject({ code: 'sealing/cannot-resume' });
  });

  test('cannot go on with a partial that is not what it was', async () => {
    const { folder, options } = await interruptedOpen();
    const partial = join(folder, '.y.partial');
    const { segments } = JSON.parse(readFileSync(join(folder, '.y.journal'), 'utf8'));
    const bytes = readFileSync(partial);
    const at = (segments - 1) * 4064 + 100;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(partial, bytes);
    await expect(openFile({ ...options, resume: true })).rejects.toMatchObject({
      code: 'sealing/cannot-resume',
    });
  });
});

describe('a source that changes while it is sealed', () => {
  test.each(['grows', 'shrinks'])('and %s is noticed, and nothing is left', async (how) => {
    const { folder, source, target } = place();
    let changed = false;
    const onProgress = () => {
      if (changed) return;
      changed = true;
      writeFileSync(source, how === 'grows' ? Buffer.concat([content, content]) : content.subarray(0, 1000));
    };
    const sealing = sealFile({ source, target, recipients, checkpoints, onProgress });
    await expect(sealing).rejects.toMatchObject({ code: 'sealing/source-changed' });
    expect(readdirSync(folder)).toEqual(['x']);
  });
});
