import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { randomBytes } from '../random.ts';
import { encodeKeys, openKeys, parseKeys, sealKeys } from './keys-document.ts';
import { newIdentity } from './private-key.ts';

describe('a keys document', () => {
  test('opens for each recipient', async () => {
    const dataKey = randomBytes(32);
    const me = newIdentity();
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const document = await sealKeys({
      dataKey,
      id: 'a',
      version: '1',
      passphraseIterations: 1000,
      recipients: [
        { kind: 'public-key', key: me.publicJwk, label: 'Me' },
        { kind: 'public-key', key: rsa.publicKey.export({ format: 'pem', type: 'spki' }) },
        { kind: 'passphrase', passphrase: Buffer.from('correct horse') },
      ],
    });
    const read = parseKeys(encodeKeys(document));
    for (const identity of [
      { kind: 'private-key' as const, key: me.privateJwk },
      { kind: 'private-key' as const, key: rsa.privateKey.export({ format: 'pem', type: 'pkcs8' }) },
      { kind: 'passphrase' as const, passphrase: Buffer.from('correct horse') },
    ])
      expect(Buffer.from(await openKeys(read, [identity]))).toEqual(Buffer.from(dataKey));
    await expect(openKeys(read, [{ kind: 'passphrase', passphrase: Buffer.from('wrong') }])).rejects.toThrow(
      /The passphrase is wrong, or .* "Me": public key/,
    );
  });
});
