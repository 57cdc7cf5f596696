import { readFileSync } from 'node:fs';
import { copyFile, link, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/fixtures.ts';
import { LocalKeyProvider } from '../testing/local-key-provider.ts';
import { watchedFiles } from '../testing/watched-files.ts';
import type { KeySeal } from './key-file.ts';
import { type Keyring, openKeyring } from './keyring.ts';

const names = ['ledger-signing-key', 'key-encryption-key'] as const;
const passphrase = (text: string): KeySeal => ({
  kind: 'passphrase',
  readPassphrase: async () => new TextEncoder().encode(text),
});
const provider = (given = new LocalKeyProvider('vault', 'seed'), keyId = 'ringwall'): KeySeal => ({
  kind: 'provider',
  provider: given,
  keyId,
});
const contents = (directory: string) =>
  Promise.all(names.map((name) => readFile(`${directory}/${name}`, 'latin1')));

/** What tells a keyring from another one: its name, and whether it opens what the other wrapped. */
function same(a: Keyring, b: Keyring): boolean {
  const opened = b.unwrap(a.wrap(Buffer.from('secret'), 'place'), 'place');
  return a.verifierKey === b.verifierKey && Buffer.from(opened).toString() === 'secret';
}

describe('key files', () => {
  test('are sealed where they lie, and open with what sealed them and with nothing else', async () => {
    const directory = `${await temporaryDirectory()}/keys`;
    const plain = await openKeyring(directory);
    const before = await contents(directory);
    const sealed = await openKeyring(directory, { seal: passphrase('correct horse') });
    expect([plain.resealed, sealed.resealed, same(plain, sealed)]).toEqual([false, true, true]);
    const after = await contents(directory);
    for (const [i, content] of after.entries()) {
      expect(content.startsWith('{')).toBe(true);
      // Neither the key nor any line of it is in the sealed file.
      expect(content).not.toContain(before[i]?.trim().slice(-44));
      expect((await stat(`${directory}/${names[i]}`)).mode & 0o777).toBe(0o600);
    }
    expect(await readdir(directory)).toEqual([...names].sort());

    const again = await openKeyring(directory, { seal: passphrase('correct horse') });
    expect([again.resealed, same(plain, again)]).toEqual([false, true]);
    for (const options of [{}, { seal: passphrase('wrong') }, { seal: provider() }]) {
      await expect(openKeyring(directory, options)).rejects.toMatchObject({
        code: 'ledger/keys-sealed',
        exit: 3,
        message: expect.stringMatching(/ledger-signing-key is sealed for a passphrase \(passphrase:/),
      });
    }
    expect(await contents(directory)).toEqual(after);
  });

  test('that are new are never plain where a seal is given', async () => {
    const directory = `${await temporaryDirectory()}/keys`;
    const written: string[] = [];
    const files = watchedFiles((operation, path) => {
      if (operation === 'sync') written.push(readFileSync(path, 'latin1'));
    });
    await openKeyring(directory, { seal: provider(), files });
    expect(written).toHaveLength(2);
    for (const content of written) expect(content).toMatch(/^\{[\s\S]*provider:vault\/ringwall/);
  });

  test('that were plain are overwritten, and so is what a crash left of them', async () => {
    const directory = `${await temporaryDirectory()}/keys`;
    await openKeyring(directory);
    const old: string[] = [];
    for (const name of names) {
      await copyFile(`${directory}/${name}`, `${directory}/${name}.tmp`);
      // A second name for the same bytes on the disk: it shows what became of them.
      for (const path of [`${directory}/${name}`, `${directory}/${name}.tmp`]) {
        old.push(`${path}.witness`);
        await link(path, `${path}.witness`);
      }
    }
    const synced: string[] = [];
    const files = watchedFiles((operation, path) => {
      if (operation === 'datasync') synced.push(path);
    });
    await openKeyring(directory, { seal: provider(), files });
    // Each overwritten before its blocks are given back.
    for (const name of names) expect(synced).toContain(`${directory}/${name}.tmp`);
    for (const path of old.filter((path) => !path.includes('.tmp')))
      expect(new Set(await readFile(path)), path).toEqual(new Set([0]));
    for (const path of old)
      expect(await readFile(path, 'latin1'), path).not.toMatch(/PRIVATE|[A-Za-z0-9+/]{43}=/);
  });

  test('move from one seal to another while both are known, and from a seal to none', async () => {
    const directory = `${await temporaryDirectory()}/keys`;
    const first = await openKeyring(directory, { seal: passphrase('first') });
    const moved = await openKeyring(directory, { seal: provider(), previous: passphrase('first') });
    expect([moved.resealed, same(first, moved)]).toEqual([true, true]);
    await expect(openKeyring(directory, { seal: passphrase('first') })).rejects.toThrow(
      /key ringwall of provider vault/,
    );
    const plain = await openKeyring(directory, { previous: provider() });
    expect([plain.resealed, same(first, plain)]).toEqual([true, true]);
    expect(same(first, await openKeyring(directory))).toBe(true);
  });

  test('follow the newest version of the key that seals them, and a change of that key', async () => {
    const directory = `${await temporaryDirectory()}/keys`;
    const vault = new LocalKeyProvider('vault', 'seed');
    await openKeyring(directory, { seal: provider(vault) });
    expect((await openKeyring(directory, { seal: provider(vault) })).resealed).toBe(false);
    vault.newestVersion = 2;
    expect((await openKeyring(directory, { seal: provider(vault) })).resealed).toBe(true);
    expect((await openKeyring(directory, { seal: provider(vault) })).resealed).toBe(false);
    expect((await openKeyring(directory, { seal: provider(vault, 'other') })).resealed).toBe(true);
  });

  test('stay as they are where the provider would seal them and not open them again', async () => {
    const directory = `${await temporaryDirectory()}/keys`;
    const plain = await openKeyring(directory);
    const before = await contents(directory);
    const vault = new LocalKeyProvider('vault', 'seed');
    vault.unwrapRefusal = new Error('may not decrypt');
    await expect(openKeyring(directory, { seal: provider(vault) })).rejects.toThrow('may not decrypt');
    expect(await contents(directory)).toEqual(before);
    expect(same(plain, await openKeyring(directory))).toBe(true);
  });

  test('are not written before all of them opened', async () => {
    const directory = `${await temporaryDirectory()}/keys`;
    await openKeyring(directory);
    const [signing = ''] = await contents(directory);
    await openKeyring(directory, { seal: provider() });
    await writeFile(`${directory}/ledger-signing-key`, signing);
    await expect(openKeyring(directory, { seal: passphrase('x') })).rejects.toMatchObject({
      code: 'ledger/keys-sealed',
    });
    expect((await contents(directory))[0]).toBe(signing);
  });

  test('in the place of another are refused: of the other role, of another installation, altered', async () => {
    const root = await temporaryDirectory();
    const seal = provider();
    for (const name of ['a', 'b']) await openKeyring(`${root}/${name}`, { seal });
    const [signing = '', encryption = ''] = await contents(`${root}/a`);
    const [, foreign = ''] = await contents(`${root}/b`);
    const refused = expect.objectContaining({ code: 'ledger/keys-invalid', exit: 3 });
    const put = async (first: string, second: string) => {
      await writeFile(`${root}/a/ledger-signing-key`, first);
      await writeFile(`${root}/a/key-encryption-key`, second);
      return openKeyring(`${root}/a`, { seal });
    };
    await expect(put(encryption, signing)).rejects.toEqual(refused);
    await expect(put(signing, signing)).rejects.toEqual(refused);
    await expect(put(signing, foreign)).rejects.toEqual(refused);
    for (const member of ['protected', 'ciphertext', 'tag', 'iv']) {
      const altered = encryption.replace(
        new RegExp(`(\\n {2}"${member}": "[^"]{3})(.)`),
        (_, start: string, digit: string) => `${start}${digit === 'A' ? 'B' : 'A'}`,
      );
      expect(altered).not.toBe(encryption);
      await expect(put(signing, altered), member).rejects.toEqual(refused);
    }
    for (const cut of [1, 100, encryption.length - 3])
      await expect(put(signing, encryption.slice(0, cut))).rejects.toEqual(refused);
    expect((await put(signing, encryption)).resealed).toBe(false);
  });

  test('are not taken plain once the signing key is sealed: anyone could have put their own there', async () => {
    const directory = `${await temporaryDirectory()}/keys`;
    const foreign = `${await temporaryDirectory()}/keys`;
    const sealed = { seal: passphrase('correct horse') };
    const keys = await openKeyring(directory, sealed);
    const [, good = ''] = await contents(directory);
    await openKeyring(foreign);
    await copyFile(`${foreign}/key-encryption-key`, `${directory}/key-encryption-key`);
    await expect(openKeyring(directory, sealed)).rejects.toMatchObject({
      code: 'ledger/keys-invalid',
      message: expect.stringMatching(/key-encryption-key.* is not sealed/),
    });
    await writeFile(`${directory}/key-encryption-key`, good, { mode: 0o600 });
    expect(same(keys, await openKeyring(directory, sealed))).toBe(true);
  });

  test('that are missing are not made anew once a log was begun with them', async () => {
    for (const name of names) {
      const directory = `${await temporaryDirectory()}/keys`;
      await (await openKeyring(directory)).markLogBegun();
      await rename(`${directory}/${name}`, `${directory}/away`);
      await expect(openKeyring(directory)).rejects.toMatchObject({
        code: 'ledger/keys-invalid',
        message: expect.stringContaining(`${name} in the key directory is missing`),
      });
    }
  });
});

describe('the key-encryption key', () => {
  test.each([
    ['plain', undefined],
    ['sealed', provider()],
  ])(
    'in a file that is %s: a new version wraps, the older ones unwrap until they are destroyed',
    async (_, seal) => {
      const directory = `${await temporaryDirectory()}/keys`;
      const keys = await openKeyring(directory, { seal });
      const secret = Buffer.from('data key');
      const first = keys.wrap(secret, 'place');
      expect(await Promise.all([keys.rotateEncryptionKey(), keys.rotateEncryptionKey()])).toEqual([2, 3]);
      const third = keys.wrap(secret, 'place');
      expect([first.keyVersion, third.keyVersion]).toEqual([1, 3]);
      const found = await openKeyring(directory, { seal });
      expect(found.encryptionKeyVersions).toEqual([1, 2, 3]);
      for (const wrapped of [first, third])
        expect(Buffer.from(found.unwrap(wrapped, 'place')).equals(secret)).toBe(true);

      expect(await found.destroyOldEncryptionKeys()).toEqual([1, 2]);
      expect(await found.destroyOldEncryptionKeys()).toEqual([]);
      for (const left of [found, await openKeyring(directory, { seal })]) {
        expect(left.encryptionKeyVersions).toEqual([3]);
        expect(Buffer.from(left.unwrap(third, 'place')).equals(secret)).toBe(true);
        expect(() => left.unwrap(first, 'place')).toThrow(/has no version 1/);
      }
    },
  );

  test('stays what it was where the disk refuses a new version', async () => {
    const directory = `${await temporaryDirectory()}/keys`;
    let full = false;
    const files = watchedFiles((operation) => {
      if (full && operation === 'write') throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    });
    const keys = await openKeyring(directory, { files });
    full = true;
    await expect(keys.rotateEncryptionKey()).rejects.toMatchObject({ code: 'ledger/not-accessible' });
    expect(keys.encryptionKeyVersions).toEqual([1]);
    full = false;
    expect(await keys.rotateEncryptionKey()).toBe(2);
    expect((await openKeyring(directory)).encryptionKeyVersions).toEqual([1, 2]);
  });
});
