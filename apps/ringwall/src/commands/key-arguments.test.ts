import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newIdentity } from '@ringwall/core';
import { afterAll, describe, expect, test } from 'vitest';
import { fakeTerminal } from '../testing/fake-terminal.ts';
import { forget, identitiesFrom, providerKey, recipientsFrom } from './key-arguments.ts';
import { KeyProviderPool } from './key-provider-pool.ts';

const cwd = mkdtempSync(join(tmpdir(), 'ringwall-key-arguments-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
const { privateJwk, publicJwk } = newIdentity();
writeFileSync(join(cwd, 'alice.jwk'), privateJwk, { mode: 0o600 });
writeFileSync(join(cwd, 'alice.pub.jwk'), publicJwk);
writeFileSync(join(cwd, 'open.jwk'), privateJwk, { mode: 0o644 });
writeFileSync(join(cwd, 'pass'), 'a passphrase that is long\n', { mode: 0o600 });

function here() {
  const fake = fakeTerminal({ person: false, cwd });
  const pool = new KeyProviderPool({}, fake.terminal);
  return { terminal: fake.terminal, stderr: fake.stderr, pool, purpose: 'x' };
}

describe('recipients of the command line', () => {
  test('carry the name of their key file as a label, unless that is not wanted', async () => {
    const to = ['alice.pub.jwk'];
    expect(await recipientsFrom({ to }, here())).toMatchObject([{ kind: 'public-key', label: 'alice' }]);
    const [unnamed] = await recipientsFrom({ to, labels: false }, here());
    expect(unnamed).not.toHaveProperty('label');
  });

  test('have one passphrase at most, which is read last', async () => {
    const passphraseFile = 'pass';
    const twice = recipientsFrom({ to: ['passphrase', 'passphrase'], passphraseFile }, here());
    await expect(twice).rejects.toMatchObject({ code: 'app/usage' });
    const both = await recipientsFrom({ to: ['passphrase', 'alice.pub.jwk'], passphraseFile }, here());
    expect(both.map(({ kind }) => kind)).toEqual(['public-key', 'passphrase']);
  });
});

describe('identities of the command line', () => {
  test('are private keys and passphrases, each once', async () => {
    const identity = ['alice.jwk', 'passphrase', 'alice.jwk'];
    const identities = await identitiesFrom({ identity, passphraseFile: 'pass' }, here());
    expect(identities.map(({ kind }) => kind)).toEqual(['private-key', 'passphrase']);
  });

  test.skipIf(process.platform === 'win32')('are warned about where others may read their file', async () => {
    const context = here();
    await identitiesFrom({ identity: ['open.jwk'] }, context);
    expect(context.stderr()).toMatch(/others on this machine may read .*open\.jwk/);
  });
});

test('passphrases are overwritten once they are done with', async () => {
  const identities = await identitiesFrom({ identity: ['passphrase'], passphraseFile: 'pass' }, here());
  const recipients = await recipientsFrom({ to: ['passphrase'], passphraseFile: 'pass' }, here());
  forget([...identities, ...recipients]);
  for (const key of [...identities, ...recipients]) {
    expect(key.kind === 'passphrase' && key.passphrase.every((byte) => byte === 0)).toBe(true);
  }
});

test('a key of a provider is named after it, with any slashes behind', () => {
  expect(providerKey('aws/alias/data/sets')).toEqual({ provider: 'aws', keyId: 'alias/data/sets' });
  for (const text of ['house', 'house/', '/key', '']) {
    expect(() => providerKey(text)).toThrow(expect.objectContaining({ code: 'app/usage' }));
  }
});
