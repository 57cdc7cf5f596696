import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { floeLayout, type Identity, newIdentity, randomBytes } from '@ringwall/core';
import { afterAll, describe, expect, test } from 'vitest';
import { type KilledRuns, killAtEveryCall } from '../testing/killed-runs.ts';
import { readJournal } from './journal.ts';
import { openFile } from './open-file.ts';
import { rekeyFile } from './rekey-file.ts';
import { sealFile } from './seal-file.ts';

const root = mkdtempSync(join(tmpdir(), 'ringwall-kill-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const me = newIdentity();
const identities: Identity[] = [{ kind: 'private-key', key: me.privateJwk }];
const recipients = [{ kind: 'public-key', key: me.publicJwk }] as const;
const checkpoints = { fromBytes: 0, everyMs: 0 };
writeFileSync(join(root, 'id'), me.privateJwk);
writeFileSync(join(root, 'pub'), me.publicJwk);
const keys = [join(root, 'id'), join(root, 'pub')];

// Two batches of segments, the last not full.
const content = randomBytes(900_000);
const layout = floeLayout(4096);

async function runs(name: string, args: (folder: string) => string[]): Promise<KilledRuns> {
  const template = join(root, name, 'template');
  mkdirSync(template, { recursive: true });
  return { root: join(root, name), template, args: (folder) => [...args(folder), ...keys] };
}

async function opened(sealed: string): Promise<Buffer> {
  const target = `${sealed}.opened`;
  await openFile({ sealed, target, identities });
  const bytes = readFileSync(target);
  rmSync(target);
  return bytes;
}

/** What a power cut may do to a partial: nothing behind what the journal vouches for has to be there. */
async function loseWhatIsNotDurable(target: string, offsetOf: (segments: number) => number): Promise<void> {
  const journal = await readJournal(target);
  const partial = join(target, '..', `.${target.slice(target.lastIndexOf('/') + 1)}.partial`);
  if (journal === undefined || !existsSync(partial) || existsSync(target)) return;
  const { size } = statSync(partial);
  const from = offsetOf(journal.segments);
  if (from >= size) return;
  const file = openSync(partial, 'r+');
  writeSync(file, Buffer.alloc(size - from, 0xee), 0, size - from, from);
  closeSync(file);
}

describe('a process that is killed', { timeout: 120_000 }, () => {
  test('while it seals leaves nothing that looks whole and is not, and a later run goes on', async () => {
    const sealing = await runs('seal', (folder) => ['seal', join(folder, 'x'), join(folder, 'x.floe')]);
    writeFileSync(join(sealing.template, 'x'), content);
    await killAtEveryCall(sealing, async (folder) => {
      const target = join(folder, 'x.floe');
      if (existsSync(target)) expect((await opened(target)).equals(content)).toBe(true);
      await loseWhatIsNotDurable(target, layout.segmentOffset);
      const again = { source: join(folder, 'x'), target, recipients, segmentBytes: 4096, checkpoints };
      const left = (await readJournal(target)) !== undefined;
      if (left || !existsSync(target)) await sealFile({ ...again, resume: identities });
      expect((await opened(target)).equals(content)).toBe(true);
      expect(readdirSync(folder).sort()).toEqual(['x', 'x.floe', 'x.keys.json']);
    });
  });

  test('while it replaces a sealed file leaves the old or the new one', async () => {
    const replacing = await runs('replace', (folder) => [
      'replace',
      join(folder, 'x'),
      join(folder, 'x.floe'),
    ]);
    const old = join(replacing.template, 'x');
    writeFileSync(old, 'the old content');
    await sealFile({ source: old, target: join(replacing.template, 'x.floe'), recipients });
    writeFileSync(old, content);
    const seen = new Set<string>();
    await killAtEveryCall(replacing, async (folder) => {
      const target = join(folder, 'x.floe');
      const found = await opened(target);
      const state = found.equals(content) ? 'new' : found.toString();
      seen.add(state);
      expect(['new', 'the old content']).toContain(state);
    });
    expect(seen.size).toBe(2);
  });

  test('while it opens leaves no target, and a later run goes on', async () => {
    const opening = await runs('open', (folder) => ['open', join(folder, 'x.floe'), join(folder, 'y')]);
    const source = join(root, 'open', 'x');
    writeFileSync(source, content);
    const target = join(opening.template, 'x.floe');
    await sealFile({ source, target, recipients, segmentBytes: 4096 });
    await killAtEveryCall(opening, async (folder) => {
      const y = join(folder, 'y');
      if (existsSync(y)) {
        expect(readFileSync(y).equals(content)).toBe(true);
        return;
      }
      await loseWhatIsNotDurable(y, (segments) => segments * layout.plaintextBytes);
      await openFile({ sealed: join(folder, 'x.floe'), target: y, identities, checkpoints, resume: true });
      expect(readFileSync(y).equals(content)).toBe(true);
      expect(readdirSync(folder).sort()).toEqual(['x.floe', 'x.keys.json', 'y']);
    });
  });

  test('while it re-keys leaves a file that opens, and a later run ends the work', async () => {
    const rekeying = await runs('rekey', (folder) => ['rekey', join(folder, 'x.floe'), '-']);
    const source = join(root, 'rekey', 'x');
    writeFileSync(source, content);
    const target = join(rekeying.template, 'x.floe');
    await sealFile({ source, target, recipients, segmentBytes: 4096 });
    await killAtEveryCall(rekeying, async (folder) => {
      const sealed = join(folder, 'x.floe');
      expect((await opened(sealed)).equals(content)).toBe(true);
      await rekeyFile({ sealed, identities });
      expect((await opened(sealed)).equals(content)).toBe(true);
      expect(readdirSync(folder).sort()).toEqual(['x.floe', 'x.keys.json']);
    });
  });
});
