import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { verifyEd25519 } from '@ringwall/core';
import { ed25519KeyId, parseVerifierKey } from '@ringwall/verifier';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/fixtures.ts';
import { openKeyring } from './keyring.ts';

test('makes keys at first use, readable by the owner alone, and finds the same ones again', async () => {
  const directory = `${await temporaryDirectory()}/keys`;
  const made = await openKeyring(directory);
  await made.markLogBegun();
  expect(made.origin).toMatch(/^ringwall\.local\/[0-9a-f]{16}$/);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  for (const name of await readdir(directory))
    expect((await stat(`${directory}/${name}`)).mode & 0o777).toBe(0o600);
  const found = await openKeyring(directory);
  expect([found.origin, found.verifierKey, found.logBegun]).toEqual([made.origin, made.verifierKey, true]);
  expect(Buffer.from(found.unwrap(made.wrap(Buffer.from('data key'), 'place'), 'place')).toString()).toBe(
    'data key',
  );
  expect(() => found.unwrap(made.wrap(Buffer.from('data key'), 'place'), 'elsewhere')).toThrow();
});

test("spells its public key so that C2SP's verifiers take it, and signs with the private half", async () => {
  const keys = await openKeyring(`${await temporaryDirectory()}/keys`);
  const parsed = parseVerifierKey(keys.verifierKey);
  if (!parsed.ok) throw new Error(parsed.reason);
  expect(parsed.name).toBe(keys.origin);
  expect(await ed25519KeyId(parsed.name, parsed.publicKey)).toBe(parsed.keyId);
  const message = Buffer.from('a message');
  expect(
    verifyEd25519(parsed.publicKey, message, keys.signers[0]?.signer.sign(message) ?? new Uint8Array(64)),
  ).toBe(true);
});

test('two installations never share a name or a key', async () => {
  const directory = await temporaryDirectory();
  const [a, b] = [await openKeyring(`${directory}/a`), await openKeyring(`${directory}/b`)];
  expect(a.origin).not.toBe(b.origin);
  expect(() => b.unwrap(a.wrap(Buffer.from('x'), 'p'), 'p')).toThrow();
});

test.each(['ledger-signing-key', 'key-encryption-key'])(
  'refuses a damaged %s instead of making a new one',
  async (name) => {
    const directory = `${await temporaryDirectory()}/keys`;
    await openKeyring(directory);
    const content = await readFile(`${directory}/${name}`, 'utf8');
    for (const damaged of ['', 'nonsense\n', content.slice(8), content.slice(0, 20)]) {
      await writeFile(`${directory}/${name}`, damaged);
      await expect(openKeyring(directory)).rejects.toMatchObject({ code: 'ledger/keys-invalid' });
    }
  },
);

test.skipIf(process.platform === 'win32')('refuses keys that others may read', async () => {
  const directory = `${await temporaryDirectory()}/keys`;
  await openKeyring(directory);
  await chmod(`${directory}/ledger-signing-key`, 0o640);
  await expect(openKeyring(directory)).rejects.toMatchObject({ code: 'ledger/keys-exposed' });
  await chmod(`${directory}/ledger-signing-key`, 0o600);
  await chmod(directory, 0o755);
  await expect(openKeyring(directory)).rejects.toMatchObject({ code: 'ledger/keys-exposed' });
});
