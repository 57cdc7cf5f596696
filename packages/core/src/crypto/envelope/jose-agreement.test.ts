import {
  calculateJwkThumbprint,
  GeneralEncrypt,
  generalDecrypt,
  importJWK,
  importPKCS8,
  importSPKI,
} from 'jose';
import { describe, expect, test } from 'vitest';
import { randomBytes } from '../random.ts';
import { addRecipient } from './change-recipients.ts';
import { encodeKeys, keysContext, openKeys, parseKeys } from './keys-document.ts';
import { newIdentity } from './private-key.ts';
import { parsePublicKey } from './public-key.ts';
import { recipientEntries } from './recipient-entry.ts';
import {
  documentFor,
  opened,
  passphraseMember,
  providerMember,
  quickIterations,
  rsaMember,
  x25519Member,
} from './testing/document-fixture.ts';

// jose is another implementation of RFC 7516 to 7518: it must open ours, and we must open its.

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const x25519 = newIdentity();
const privateJwk = JSON.parse(Buffer.from(x25519.privateJwk).toString());
const alice = {
  recipient: { kind: 'public-key', key: x25519.publicJwk },
  identity: { kind: 'private-key', key: x25519.privateJwk },
} as const;
const rsa = rsaMember();
const rsaPem = (member: typeof rsa, side: 'public' | 'private') => {
  const { recipient, identity } = member;
  if (side === 'public') return recipient.kind === 'public-key' ? String(recipient.key) : '';
  return identity.kind === 'private-key' ? String(identity.key) : '';
};
const words = passphraseMember('correct horse battery staple');
const passphrase = new TextEncoder().encode('correct horse battery staple');
const header = { enc: 'A256GCM', typ: 'ringwall-keys', id: 'dataset-1', version: '1' };

describe('jose opens what we seal', () => {
  test('for X25519, RSA, a passphrase and a provider, alone and together', async () => {
    const vault = providerMember('vault');
    const sets = [[alice], [rsa], [words], [vault], [alice, rsa, words, vault]] as const;
    for (const members of sets) {
      const { document, dataKey } = await documentFor(...members);
      const jwe = JSON.parse(Buffer.from(encodeKeys(document)).toString());
      const opens = async (key: Parameters<typeof generalDecrypt>[1], alg: string) => {
        const options = { keyManagementAlgorithms: [alg], maxPBES2Count: quickIterations };
        return hex((await generalDecrypt(jwe, key, options)).plaintext);
      };
      const has = (member: unknown) => members.some((one) => one === member);
      if (has(alice))
        expect(await opens(await importJWK(privateJwk, 'ECDH-ES+A256KW'), 'ECDH-ES+A256KW')).toBe(
          hex(dataKey),
        );
      if (has(rsa)) {
        expect(await opens(await importPKCS8(rsaPem(rsa, 'private'), 'RSA-OAEP-256'), 'RSA-OAEP-256')).toBe(
          hex(dataKey),
        );
      }
      if (has(words)) expect(await opens(passphrase, 'PBES2-HS512+A256KW')).toBe(hex(dataKey));
      if (!has(vault)) continue;
      const wrapping = recipientEntries(document.jwe).at(-1)?.wrapping;
      if (wrapping?.kind !== 'provider') throw new Error('the last entry is the provider’s');
      const kek = await vault.provider.unwrap(wrapping.wrapped, keysContext(document));
      expect(await opens(kek, 'A256KW')).toBe(hex(dataKey));
    }
  });

  test('after a recipient was added', async () => {
    const { document, dataKey } = await documentFor(rsa);
    const added = await addRecipient(document, [rsa.identity], alice.recipient);
    const jwe = JSON.parse(Buffer.from(encodeKeys(added)).toString());
    const { plaintext, protectedHeader } = await generalDecrypt(
      jwe,
      await importJWK(privateJwk, 'ECDH-ES+A256KW'),
    );
    expect(hex(plaintext)).toBe(hex(dataKey));
    expect(protectedHeader).toEqual(header);
  });
});

describe('we open what jose seals', () => {
  const publicKey = () => importJWK(JSON.parse(x25519.publicJwk), 'ECDH-ES+A256KW');

  test('for several recipients, named or not', async () => {
    const dataKey = randomBytes(32);
    const sealed = await new GeneralEncrypt(dataKey)
      .setProtectedHeader(header)
      .addRecipient(await publicKey())
      .setUnprotectedHeader({ alg: 'ECDH-ES+A256KW' })
      .setKeyManagementParameters({ apu: Buffer.from('us'), apv: Buffer.from('them') })
      .addRecipient(await importSPKI(rsaPem(rsa, 'public'), 'RSA-OAEP-256'))
      .setUnprotectedHeader({ alg: 'RSA-OAEP-256', kid: 'our server' })
      .addRecipient(passphrase)
      .setUnprotectedHeader({ alg: 'PBES2-HS512+A256KW' })
      .setKeyManagementParameters({ p2c: 2048 })
      .encrypt();
    const document = parseKeys(Buffer.from(JSON.stringify(sealed)));
    for (const { identity } of [alice, rsa, words])
      expect(await opened(document, identity)).toBe(hex(dataKey));
    expect(document.recipients.map(({ kid }) => kid)).toEqual(['#1', 'our server', '#3']);
    const added = await addRecipient(document, [words.identity], x25519Member().recipient);
    expect(await opened(added, alice.identity)).toBe(hex(dataKey));
  });

  test('for one recipient, whose parameters it puts into the protected header', async () => {
    const dataKey = randomBytes(32);
    const sealed = await new GeneralEncrypt(dataKey)
      .setProtectedHeader({ ...header, alg: 'ECDH-ES+A256KW' })
      .addRecipient(await publicKey())
      .encrypt();
    const document = parseKeys(Buffer.from(JSON.stringify(sealed)));
    expect(hex(await openKeys(document, [alice.identity]))).toBe(hex(dataKey));
    await expect(addRecipient(document, [alice.identity], rsa.recipient)).rejects.toThrow(
      /for one recipient only/,
    );
  });

  test('and say what is missing where it is not ours', async () => {
    const sealed = await new GeneralEncrypt(randomBytes(32))
      .setProtectedHeader({ enc: 'A256GCM' })
      .addRecipient(await publicKey())
      .setUnprotectedHeader({ alg: 'ECDH-ES+A256KW' })
      .encrypt();
    expect(() => parseKeys(Buffer.from(JSON.stringify(sealed)))).toThrow(
      /no "typ": this JWE was not made for keys of Ringwall/,
    );
  });
});

test('jose names keys as we do', async () => {
  expect(await calculateJwkThumbprint(JSON.parse(x25519.publicJwk))).toBe(x25519.kid);
  const key = parsePublicKey(rsaPem(rsa, 'public'));
  expect(await calculateJwkThumbprint(key.jwk)).toBe(key.kid);
});
