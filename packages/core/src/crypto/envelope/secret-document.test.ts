import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomBytes } from '../random.ts';
import { encodeKeys } from './keys-document.ts';
import { maxSecretBytes, openSecret, sealSecret, secretRecipients } from './secret-document.ts';
import {
  documentFor,
  passphraseMember,
  providerMember,
  quickIterations,
  rsaMember,
  x25519Member,
} from './testing/document-fixture.ts';

const alice = x25519Member();
const rsa = rsaMember();
const words = passphraseMember('correct horse');
const vault = providerMember('vault');
const purpose = 'audit-keyring';
const options = { purpose, passphraseIterations: quickIterations };
const code = (name: string, detail = /./) =>
  expect.objectContaining({ code: name, message: expect.stringMatching(detail) });

describe('a small secret', () => {
  test('of any bytes opens for each recipient', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (secret) => {
        const members = [alice, rsa, words, vault];
        const sealed = await sealSecret(
          secret,
          members.map(({ recipient }) => recipient),
          options,
        );
        for (const { identity } of members) {
          expect(Buffer.from(await openSecret(sealed, [identity], { purpose }))).toEqual(Buffer.from(secret));
        }
      }),
      { numRuns: 20 },
    );
  });

  test('opens for its purpose alone', async () => {
    const sealed = await sealSecret(randomBytes(32), [alice.recipient], options);
    await expect(openSecret(sealed, [alice.identity], { purpose: 'other' })).rejects.toThrow(
      code('core/keys-malformed', /not sealed as "other"/),
    );
    const text = Buffer.from(sealed).toString();
    const { protected: before } = JSON.parse(text);
    const header = JSON.parse(Buffer.from(before, 'base64url').toString());
    const after = Buffer.from(JSON.stringify({ ...header, purpose: 'other' })).toString('base64url');
    const moved = Buffer.from(text.replace(before, after));
    await expect(openSecret(moved, [alice.identity], { purpose: 'other' })).rejects.toThrow(
      code('core/keys-altered'),
    );
  });

  test('wrapped by a provider is bound to its purpose there too', async () => {
    const seen: unknown[] = [];
    const provider = {
      ...vault.provider,
      generateDataKey: (...[keyId, context]: Parameters<typeof vault.provider.generateDataKey>) => {
        seen.push(context);
        return vault.provider.generateDataKey(keyId, context);
      },
    };
    await sealSecret(randomBytes(1), [{ kind: 'provider', provider, keyId: 'k' }], options);
    expect(seen).toEqual([{ 'ringwall:purpose': purpose }]);
  });

  test('is no keys document, nor a keys document a secret', async () => {
    const { document } = await documentFor(alice);
    await expect(openSecret(encodeKeys(document), [alice.identity], { purpose })).rejects.toThrow(
      code('core/keys-malformed', /not "ringwall-secret"/),
    );
  });

  test('has 64 KiB at most, and a purpose', async () => {
    const most = new Uint8Array(maxSecretBytes);
    const sealed = await sealSecret(most, [alice.recipient], options);
    expect(await openSecret(sealed, [alice.identity], { purpose })).toHaveLength(maxSecretBytes);
    await expect(sealSecret(new Uint8Array(maxSecretBytes + 1), [alice.recipient], options)).rejects.toThrow(
      code('core/sealed-options-invalid', /over 65536 bytes/),
    );
    await expect(sealSecret(most, [alice.recipient], { purpose: '' })).rejects.toThrow(
      code('core/sealed-options-invalid'),
    );
  });

  test('says who can open it, without being opened', async () => {
    const sealed = await sealSecret(randomBytes(32), [words.recipient, vault.recipient], options);
    expect(secretRecipients(sealed).map(({ kind }) => kind)).toEqual(['passphrase', 'provider']);
    const { document } = await documentFor(alice);
    expect(() => secretRecipients(encodeKeys(document))).toThrow(code('core/keys-malformed'));
  });

  test('with a wrong passphrase says so', async () => {
    const sealed = await sealSecret(randomBytes(32), [words.recipient], options);
    await expect(openSecret(sealed, [passphraseMember('wrong').identity], { purpose })).rejects.toThrow(
      code('core/keys-not-for-you', /passphrase is wrong, or/),
    );
  });
});
