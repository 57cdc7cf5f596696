import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/fixtures.ts';
import { LocalKeyProvider } from '../testing/local-key-provider.ts';
import { watchedFiles } from '../testing/watched-files.ts';
import type { KeySeal } from './key-file.ts';
import { type Keyring, openKeyring } from './keyring.ts';

const seal: KeySeal = {
  kind: 'provider',
  provider: new LocalKeyProvider('a', 'seed of a'),
  keyId: 'ringwall',
};
const restored = {
  ...{ size: 3, root: new Uint8Array(32), reason: 'test', nowMs: 0 },
  actor: { kind: 'shell', id: 'local' },
} as const;

const namesOf = (keyring: Keyring) => keyring.verifierKeys.map((key) => key.split('+')[0]);

test('sealed files open after every change of the keys of the log, under a new name too', async () => {
  const directory = `${await temporaryDirectory()}/keys`;
  const keyring = await openKeyring(directory, { seal });
  const first = keyring.origin;
  const wrapped = keyring.wrap(Buffer.from('secret'), 'place');
  const expectSame = async () => {
    const again = await openKeyring(directory, { seal });
    expect(again.verifierKeys).toEqual(keyring.verifierKeys);
    expect(again.signers.map(({ verifierKey }) => verifierKey)).toEqual(
      keyring.signers.map(({ verifierKey }) => verifierKey),
    );
    expect(again.overlap).toEqual(keyring.overlap);
    expect(again.restored).toEqual(keyring.restored);
    expect(Buffer.from(again.unwrap(wrapped, 'place')).toString()).toBe('secret');
  };
  await keyring.rotateLogKey(1000);
  expect(keyring.overlap?.untilMs).toBe(1000);
  await expectSame();
  // In the middle of an overlap: both keys of the old name are former ones then.
  await keyring.succeed(restored);
  expect(namesOf(keyring)).toEqual([keyring.origin, first, first]);
  expect(keyring.overlap).toBeUndefined();
  await expectSame();
  await keyring.rotateLogKey(2000);
  await keyring.retireLogKey();
  await expectSame();
  expect(await readFile(`${directory}/ledger-signing-key`, 'utf8')).toMatch(/^\{/);
});

test('a change whose write failed and came through all the same is where the next one stands', async () => {
  const directory = `${await temporaryDirectory()}/keys`;
  let refuses = false;
  const files = watchedFiles((operation) => {
    // After the rename: the name is new, and nobody can say whether it is durable.
    if (refuses && operation === 'syncDirectory') throw Object.assign(new Error('io'), { code: 'EIO' });
  });
  const keyring = await openKeyring(directory, { files });
  const old = keyring.verifierKey;
  refuses = true;
  await expect(keyring.rotateLogKey(1000)).rejects.toMatchObject({ code: 'ledger/not-accessible' });
  // Nothing is signed with a key that may not be there after a crash.
  expect(keyring.signers).toHaveLength(1);
  refuses = false;
  await expect(keyring.rotateLogKey(2000)).rejects.toMatchObject({ code: 'ledger/key-overlap' });
  expect(keyring.overlap).toEqual({ verifierKey: old, untilMs: 1000 });
  expect(await keyring.retireLogKey()).toBe(old);
});

test('a key file that somebody else put there meanwhile is not changed', async () => {
  const directory = await temporaryDirectory();
  const keyring = await openKeyring(`${directory}/a`);
  await openKeyring(`${directory}/b`);
  const other = await readFile(`${directory}/b/ledger-signing-key`);
  await writeFile(`${directory}/a/ledger-signing-key`, other);
  await expect(keyring.rotateLogKey(1000)).rejects.toMatchObject({ code: 'ledger/keys-invalid' });
  expect(await readFile(`${directory}/a/ledger-signing-key`)).toEqual(other);
});
