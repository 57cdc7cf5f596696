import { execFile } from 'node:child_process';
import { cp, readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { endedEverywhere } from '../testing/ended-everywhere.ts';
import { temporaryDirectory } from '../testing/fixtures.ts';
import { LocalKeyProvider } from '../testing/local-key-provider.ts';
import type { KeySeal } from './key-file.ts';
import { type Keyring, openKeyring } from './keyring.ts';

const script = fileURLToPath(new URL('../testing/open-until-killed.ts', import.meta.url));
const sealedBy = (name: string): KeySeal => ({
  kind: 'provider',
  provider: new LocalKeyProvider(name, `seed of ${name}`),
  keyId: 'ringwall',
});

const names = ['ledger-signing-key', 'key-encryption-key'] as const;
const sealedFiles = async (directory: string) => {
  const contents = await Promise.all(names.map((name) => readFile(`${directory}/${name}`, 'latin1')));
  return contents.filter((content) => content.startsWith('{')).length;
};

function expectSame(a: Keyring, b: Keyring, place: string): void {
  expect(b.verifierKey, place).toBe(a.verifierKey);
  const opened = b.unwrap(a.wrap(Buffer.from('secret'), 'place'), 'place');
  expect(Buffer.from(opened).toString(), place).toBe('secret');
}

test.each([
  ['sealing', {}, { seal: sealedBy('a') }],
  ['sealing by another', { seal: sealedBy('a') }, { seal: sealedBy('b'), previous: sealedBy('a') }],
  ['unsealing', { seal: sealedBy('a') }, { previous: sealedBy('a') }],
])(
  '%s leaves each file whole wherever it ends, and the next start completes it',
  async (_, before, after) => {
    const origin = `${await temporaryDirectory()}/keys`;
    const keys = await openKeyring(origin, before);
    const left = await endedEverywhere(origin, (directory, files) =>
      openKeyring(directory, { ...after, files }),
    );
    expect(left.length).toBeGreaterThan(12);
    const counts = new Set<number>();
    for (const directory of left) {
      counts.add(await sealedFiles(directory));
      expectSame(keys, await openKeyring(directory, after), directory);
      expect(await sealedFiles(directory)).toBe('seal' in after ? 2 : 0);
      expect((await readdir(directory)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    }
    // Some ended before the first file was replaced, some between the two, some after them.
    const both = 'seal' in before && 'seal' in after;
    expect([...counts].sort()).toEqual(both ? [2] : [0, 1, 2]);
  },
);

test('a rotation leaves keys that open what was wrapped before, wherever it ends', async () => {
  const origin = `${await temporaryDirectory()}/keys`;
  const seal = sealedBy('a');
  const keys = await openKeyring(origin, { seal });
  const left = await endedEverywhere(origin, async (directory, files) => {
    const rotated = await openKeyring(directory, { seal, files });
    await rotated.rotateEncryptionKey();
    await rotated.destroyOldEncryptionKeys();
  });
  const met = new Set<string>();
  for (const directory of left) {
    const found = await openKeyring(directory, { seal });
    met.add(found.encryptionKeyVersions.join());
    if (found.encryptionKeyVersions.includes(1)) expectSame(keys, found, directory);
    expect(await found.rotateEncryptionKey()).toBeGreaterThan(1);
  }
  expect([...met].sort()).toEqual(['1', '1,2', '2']);
});

/** Seals in a process of its own until its nth step on the disk; true when the kill came, false when it was done. */
function killedAt(directory: string, step: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script, directory, String(step)], (error, _out, said) => {
      if (error === null) resolve(false);
      else if (error.signal === 'SIGKILL') resolve(true);
      else reject(new Error(said));
    });
  });
}

test('kill -9 while keys are sealed leaves each file whole, and the next start completes it', async () => {
  const origin = `${await temporaryDirectory()}/keys`;
  const keys = await openKeyring(origin);
  const killed = await Promise.all(
    [4, 8, 12, 16, 20].map(async (step) => {
      const directory = `${origin}-${step}`;
      await cp(origin, directory, { recursive: true });
      expect(await killedAt(directory, step)).toBe(true);
      return directory;
    }),
  );
  const counts = await Promise.all(killed.map(sealedFiles));
  expect(counts.toSorted()).toEqual(counts);
  expect(new Set(counts).size).toBeGreaterThan(1);
  for (const directory of killed) {
    expectSame(keys, await openKeyring(directory, { seal: sealedBy('a') }), directory);
    expect(await sealedFiles(directory)).toBe(2);
  }
});
