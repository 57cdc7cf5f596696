import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import type { ProviderDependencies } from './key-provider-kind.ts';
import { keyProviderKinds } from './kinds.ts';
import { openKeyProvider } from './open-key-provider.ts';

const dependencies: ProviderDependencies = {
  transport: () => Promise.reject(new Error('no transport')),
  clock: { now: () => 0 },
  readSecret: () => Promise.reject(new Error('no secret')),
  baseDirectory: tmpdir(),
};

describe('the kinds of key providers', () => {
  test('have each its own name and a title', () => {
    const names = keyProviderKinds.map(({ kind }) => kind);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['file', 'os-keyring', 'pkcs11']));
    for (const { title } of keyProviderKinds) expect(title).not.toBe('');
  });

  test.each([
    ['a kind that does not exist', { kind: 'floppy' }, /there is no kind floppy; there are file,/],
    ['a member that is missing', { kind: 'file' }, /^main\.directory: /],
    ['a member too many', { kind: 'file', directory: 'k', passphrase: 'x' }, /^main: .*passphrase/],
    [
      'two places of one secret',
      { kind: 'file', directory: 'k', passphraseFile: 'a', passphraseEnv: 'B' },
      /both/,
    ],
    ['no place of a PIN', { kind: 'pkcs11', library: 'l', token: 't' }, /one of pinFile and pinEnv/],
  ])('refuse an entry with %s, naming it', async (_, entry, words) => {
    await expect(openKeyProvider('main', entry, dependencies)).rejects.toMatchObject({
      code: 'sealing/provider-config',
      message: expect.stringMatching(words),
    });
  });

  test('never repeat a value of an entry, which may be a secret in the wrong place', async () => {
    const entry = { kind: 'file', directory: 'k', passphraseEnv: 'correct horse battery' };
    await expect(openKeyProvider('main', entry, dependencies)).rejects.not.toMatchObject({
      message: expect.stringContaining('horse'),
    });
  });
});
