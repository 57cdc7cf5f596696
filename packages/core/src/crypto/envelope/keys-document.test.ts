import { describe, expect, test } from 'vitest';
import { randomBytes } from '../random.ts';
import { encodeBase64url } from './base64url.ts';
import { encodeKeys, keysDocument, openKeys, parseKeys, recipientsOf, sealKeys } from './keys-document.ts';
import { openingLimits } from './open-jwe.ts';
import { passphraseBudget } from './passphrase-budget.ts';
import type { Identity } from './recipient.ts';
import {
  documentFor,
  opened,
  passphraseMember,
  providerMember,
  rsaMember,
  x25519Member,
} from './testing/document-fixture.ts';

const alice = x25519Member('Alice');
const rsa = rsaMember();
const words = passphraseMember('correct horse', 'Escrow');
const vault = providerMember('vault', 'projects/a');
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const code = (name: string, detail = /./) =>
  expect.objectContaining({ code: name, message: expect.stringMatching(detail) });

describe('a keys document', () => {
  test('opens for each recipient, also when read again', async () => {
    const { document, dataKey } = await documentFor(alice, rsa, words, vault);
    const read = parseKeys(encodeKeys(document));
    expect(read).toEqual(document);
    for (const { identity } of [alice, rsa, words, vault]) {
      expect(await opened(read, identity)).toBe(hex(dataKey));
    }
  });

  test('opens with the first identity that can', async () => {
    const { document, dataKey } = await documentFor(alice, words);
    const others = [
      x25519Member().identity,
      passphraseMember('wrong').identity,
      providerMember('vault').identity,
    ];
    expect(await opened(document, ...others, words.identity)).toBe(hex(dataKey));
  });

  test('says who can open it', async () => {
    const { document } = await documentFor(alice, rsa, words, vault);
    expect(recipientsOf(document)).toEqual([
      {
        kid: expect.stringMatching(/^[\w-]{43}$/),
        kind: 'public-key',
        alg: 'ECDH-ES+A256KW',
        label: 'Alice',
      },
      { kid: expect.stringMatching(/^[\w-]{43}$/), kind: 'public-key', alg: 'RSA-OAEP-256' },
      {
        kid: expect.stringMatching(/^passphrase:[\w-]{8}$/),
        kind: 'passphrase',
        alg: 'PBES2-HS512+A256KW',
        label: 'Escrow',
      },
      {
        kid: 'provider:vault/projects/a',
        kind: 'provider',
        alg: 'A256KW',
        provider: { name: 'vault', keyId: 'projects/a', keyVersion: '1' },
      },
    ]);
  });

  test('holds neither the key nor a passphrase, and its content key is fresh each time', async () => {
    const { document, dataKey } = await documentFor(words, vault);
    const text = Buffer.from(encodeKeys(document)).toString();
    expect(text).not.toContain(encodeBase64url(dataKey));
    expect(text).not.toContain('correct horse');
    const again = await sealKeys({ dataKey, id: 'dataset-1', version: '1', recipients: [alice.recipient] });
    expect(hex(again.jwe.ciphertext)).not.toBe(hex(document.jwe.ciphertext));
  });

  test('takes its random numbers from where it is told', async () => {
    const random = (count: number) => new Uint8Array(count).fill(7);
    const sealed = { dataKey: randomBytes(32), id: 'a', version: '1', recipients: [alice.recipient], random };
    expect(encodeKeys(await sealKeys(sealed))).toEqual(encodeKeys(await sealKeys(sealed)));
  });

  test('derives passphrases with 600,000 rounds where nothing else is said', async () => {
    const document = await sealKeys({
      dataKey: randomBytes(32),
      id: 'a',
      version: '1',
      recipients: [words.recipient],
    });
    expect(document.jwe.recipients[0]?.header.p2c).toBe(600_000);
  });
});

describe('a person whom nothing opens', () => {
  test('learns whose key would', async () => {
    const { document } = await documentFor(alice, words, vault);
    await expect(openKeys(document, [x25519Member().identity])).rejects.toThrow(
      code(
        'core/keys-not-for-you',
        /No entry is for an identity that was given\. It can be opened by: "Alice": public key \S{43}; "Escrow": a passphrase \(passphrase:\S{8}\); key projects\/a of provider vault\.$/,
      ),
    );
  });

  test('learns that a wrong passphrase and a changed entry look the same', async () => {
    const { document } = await documentFor(alice, words);
    await expect(openKeys(document, [passphraseMember('wrong').identity])).rejects.toThrow(
      code('core/keys-not-for-you', /^The passphrase is wrong, or the entry it belongs to was changed/),
    );
  });

  test('learns of 20 recipients and how many more there are', async () => {
    const { document } = await documentFor(...Array.from({ length: 23 }, () => x25519Member()));
    await expect(openKeys(document, [])).rejects.toThrow(
      code('core/keys-not-for-you', /(; public key [^;]+){19}; and 3 more\.$/),
    );
  });

  test('hears what the provider said', async () => {
    const { document } = await documentFor(alice, vault);
    const fault = new Error('the provider is sealed');
    const provider = { ...vault.provider, unwrap: () => Promise.reject(fault) };
    await expect(openKeys(document, [{ kind: 'provider', provider }])).rejects.toBe(fault);
    await expect(openKeys(document, [{ kind: 'provider', provider }, alice.identity])).resolves.toHaveLength(
      32,
    );
  });

  test('is told of a private key that cannot be read', async () => {
    const { document } = await documentFor(alice);
    await expect(openKeys(document, [{ kind: 'private-key', key: 'nonsense' }])).rejects.toThrow(
      code('core/identity-invalid'),
    );
  });
});

describe('sealing', () => {
  const sealed = { dataKey: randomBytes(32), id: 'a', version: '1', recipients: [alice.recipient] };
  const words10 = passphraseMember('x').recipient;

  test.each([
    ['no recipient', { recipients: [] }, 'core/recipient-invalid', /no recipient/],
    [
      '257 recipients',
      { recipients: Array(257).fill(alice.recipient) },
      'core/recipient-invalid',
      /More than 256/,
    ],
    [
      'the same key twice',
      { recipients: [alice.recipient, alice.recipient] },
      'core/recipient-invalid',
      /twice/,
    ],
    [
      'an empty passphrase',
      { recipients: [passphraseMember('').recipient] },
      'core/recipient-invalid',
      /empty/,
    ],
    [
      'few rounds',
      { recipients: [words10], passphraseIterations: 999 },
      'core/recipient-invalid',
      /1000 to 10000000/,
    ],
    [
      'many rounds',
      { recipients: [words10], passphraseIterations: 1e7 + 1 },
      'core/recipient-invalid',
      /1000 to/,
    ],
    [
      'a label that moves the cursor',
      { recipients: [{ ...alice.recipient, label: 'a\u001b[2J' }] },
      'core/recipient-invalid',
      /label/,
    ],
    [
      'a label that turns the direction',
      { recipients: [{ ...alice.recipient, label: 'a\u202eb' }] },
      'core/recipient-invalid',
      /label/,
    ],
    ['a short key', { dataKey: randomBytes(16) }, 'core/sealed-options-invalid', /16 bytes instead of 32/],
    ['no id', { id: '' }, 'core/sealed-options-invalid', /id/],
    ['half a character as version', { version: '\ud800' }, 'core/sealed-options-invalid', /version/],
  ])('refuses %s', async (_name, change, name, detail) => {
    await expect(sealKeys({ ...sealed, ...change })).rejects.toThrow(code(name, detail));
  });

  test('to 256 recipients gives a document that can be read', async () => {
    const members = Array.from({ length: 255 }, () => x25519Member('x'.repeat(200)));
    const { document, dataKey } = await documentFor(...members, alice);
    expect(await opened(parseKeys(encodeKeys(document)), alice.identity)).toBe(hex(dataKey));
  });

  test.each([
    '0000000000000000000000000000000000000000000000000000000000000000',
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  ])('refuses an X25519 key of small order (%s)', async (point) => {
    const key = JSON.stringify({
      kty: 'OKP',
      crv: 'X25519',
      x: Buffer.from(point, 'hex').toString('base64url'),
    });
    const recipients = [{ kind: 'public-key', key } as const];
    await expect(sealKeys({ ...sealed, recipients })).rejects.toThrow(
      code('core/recipient-invalid', /small order/),
    );
  });

  test('refuses an RSA key that is no product of primes', async () => {
    const n = Buffer.alloc(256, 0xaa).toString('base64url');
    const recipients = [{ kind: 'public-key', key: JSON.stringify({ kty: 'RSA', n, e: 'AQAB' }) } as const];
    await expect(sealKeys({ ...sealed, recipients })).rejects.toThrow(
      code('core/recipient-invalid', /no key/),
    );
  });

  test('refuses what a provider answers if it could not be opened again', async () => {
    const answer = (change: object, bytes = 32) => {
      const generateDataKey = async () => ({
        plaintext: randomBytes(bytes),
        wrapped: { provider: 'p', keyId: 'k', keyVersion: '', ciphertext: randomBytes(40), ...change },
      });
      const provider = { ...vault.provider, generateDataKey };
      return sealKeys({ ...sealed, recipients: [{ kind: 'provider', provider, keyId: 'k' }] });
    };
    await expect(answer({})).resolves.toBeDefined();
    await expect(answer({}, 16)).rejects.toThrow(code('core/recipient-invalid', /16 bytes/));
    await expect(answer({ keyId: 'a\nb' })).rejects.toThrow(
      code('core/recipient-invalid', /could not be opened/),
    );
    await expect(answer({ ciphertext: new Uint8Array(0) })).rejects.toThrow(code('core/recipient-invalid'));
  });

  test('and opening stop when told', async () => {
    const signal = AbortSignal.abort();
    await expect(sealKeys({ ...sealed, signal })).rejects.toThrow(/aborted/);
    await expect(openKeys(await sealKeys(sealed), [alice.identity], { signal })).rejects.toThrow(/aborted/);
  });
});

describe('a stranger’s document', () => {
  test('that is no keys document is refused in words', async () => {
    const { jwe } = (await documentFor(alice)).document;
    const change = (header: object) => () =>
      keysDocument({ ...jwe, protectedHeader: { ...jwe.protectedHeader, ...header } });
    expect(change({ typ: undefined })).toThrow(code('core/keys-malformed', /no "typ"/));
    expect(change({ typ: 'JWT' })).toThrow(code('core/keys-malformed', /not "ringwall-keys"/));
    expect(change({ id: undefined })).toThrow(code('core/keys-malformed', /id and a version/));
    expect(change({ version: 'a\u0007' })).toThrow(code('core/keys-malformed', /id and a version/));
    expect(() => keysDocument({ ...jwe, ciphertext: new Uint8Array(33) })).toThrow(
      code('core/keys-malformed', /32 bytes/),
    );
    const [entry] = jwe.recipients;
    expect(() =>
      keysDocument({ ...jwe, recipients: [entry, entry].filter((one) => one !== undefined) }),
    ).toThrow(code('core/keys-malformed', /same name/));
  });

  /** The document of Alice with other entries before hers. */
  async function withEntries(headers: readonly object[]) {
    const { document, dataKey } = await documentFor(alice, words);
    const text = JSON.parse(Buffer.from(encodeKeys(document)).toString());
    const entries = headers.map((header) => ({ header, encrypted_key: encodeBase64url(new Uint8Array(40)) }));
    text.recipients = [...entries, ...text.recipients];
    return { read: parseKeys(Buffer.from(JSON.stringify(text))), dataKey };
  }

  test('still opens where other entries cannot be understood', async () => {
    const p2s = encodeBase64url(new Uint8Array(16));
    const { read, dataKey } = await withEntries([
      {},
      { alg: 42 },
      { alg: 'dir' },
      { alg: 'A256KW', kid: 'a' },
      { alg: 'A256KW', kid: 'b', provider: { name: 'x' } },
      { alg: 'ECDH-ES+A256KW', epk: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' } },
      {
        alg: 'ECDH-ES+A256KW',
        epk: { kty: 'OKP', crv: 'X25519', x: encodeBase64url(new Uint8Array(32).fill(255)) },
      },
      { alg: 'PBES2-HS512+A256KW', p2s, p2c: 999 },
      { alg: 'PBES2-HS512+A256KW', p2s, p2c: 10_000_001 },
      { alg: 'PBES2-HS512+A256KW', p2s: 'AAAA', p2c: 1000 },
      { alg: 'RSA-OAEP-256', label: 'evil\u001b[31m', kid: 'x\u0000' },
    ]);
    expect(await opened(read, alice.identity)).toBe(hex(dataKey));
    expect(await opened(read, words.identity)).toBe(hex(dataKey));
    const infos = recipientsOf(read).slice(0, 11);
    expect(infos.map(({ kid }) => kid)).toEqual([
      '#1',
      '#2',
      '#3',
      'a',
      'b',
      '#6',
      '#7',
      '#8',
      '#9',
      '#10',
      '#11',
    ]);
    expect(infos.filter(({ unusable }) => unusable === undefined)).toEqual([
      { kid: '#11', kind: 'public-key', alg: 'RSA-OAEP-256' },
    ]);
    expect(infos[8]?.unusable).toMatch(/1000 to 10000000/);
  });

  test('cannot have an all-zero secret agreed on', async () => {
    const epk = { kty: 'OKP', crv: 'X25519', x: encodeBase64url(new Uint8Array(32)) };
    const { read, dataKey } = await withEntries([{ alg: 'ECDH-ES+A256KW', epk }]);
    expect(await opened(read, x25519Member().identity)).toBe('core/keys-not-for-you');
    expect(await opened(read, alice.identity)).toBe(hex(dataKey));
  });

  test('gets no more passphrase derivations than the limits allow', async () => {
    const p2s = encodeBase64url(new Uint8Array(16));
    const entry = (p2c: number) => ({ alg: 'PBES2-HS512+A256KW', p2s, p2c });
    const many = await withEntries(Array.from({ length: passphraseBudget.entries }, () => entry(1000)));
    expect(await opened(many.read, words.identity)).toBe('core/keys-not-for-you');
    const fewer = await withEntries(Array.from({ length: passphraseBudget.entries - 1 }, () => entry(1000)));
    expect(await opened(fewer.read, words.identity)).toBe(hex(fewer.dataKey));
  });

  test('gets no more agreements than the limit allows, unless an entry names the key', async () => {
    const other = await documentFor(x25519Member());
    const { alg, epk } = other.document.jwe.recipients[0]?.header ?? {};
    const { read, dataKey } = await withEntries(
      Array.from({ length: openingLimits.unnamedKeys }, () => ({ alg, epk })),
    );
    expect(await opened(read, alice.identity)).toBe(hex(dataKey));
    const unnamed = read.jwe.recipients.map(
      ({ header: { kid: _kid, jwk: _jwk, ...header }, encryptedKey }) => ({
        header,
        encryptedKey,
      }),
    );
    expect(await opened(keysDocument({ ...read.jwe, recipients: unnamed }), alice.identity)).toBe(
      'core/keys-not-for-you',
    );
    const fewer = keysDocument({ ...read.jwe, recipients: unnamed.slice(1) });
    expect(await opened(fewer, alice.identity)).toBe(hex(dataKey));
  });

  test('gets no more questions to a provider than the limit allows', async () => {
    const { read } = await withEntries(
      Array.from({ length: 40 }, (_, index) => ({
        alg: 'A256KW',
        kid: `p${index}`,
        provider: {
          name: 'vault',
          keyId: 'k',
          keyVersion: '1',
          ciphertext: encodeBase64url(new Uint8Array(60)),
        },
      })),
    );
    const { provider, identity } = providerMember('vault');
    expect(await opened(read, identity)).toBe('core/crypto-failed');
    expect(provider.calls()).toBe(openingLimits.providerCalls);
  });

  test('that leads two recipients to two keys is refused to the one whose key is not that of the content', async () => {
    const { document } = await documentFor(alice, words);
    const other = await documentFor(alice, words);
    const swapped = [other.document.jwe.recipients[0], document.jwe.recipients[1]].filter(
      (one) => one !== undefined,
    );
    const mixed = keysDocument({ ...document.jwe, recipients: swapped });
    expect(await opened(mixed, alice.identity)).toBe('core/keys-altered');
    expect(await opened(mixed, words.identity)).toMatch(/^[0-9a-f]{64}$/);
  });

  test('whose entry for a key, or whose content, was changed is called altered', async () => {
    const { document } = await documentFor(alice, words);
    const { jwe } = document;
    const recipients = jwe.recipients.map((one) => ({ ...one, encryptedKey: new Uint8Array(40) }));
    const entries = keysDocument({ ...jwe, recipients });
    expect(await opened(entries, alice.identity)).toBe('core/keys-altered');
    expect(await opened(entries, words.identity)).toBe('core/keys-not-for-you');
    const content = keysDocument({ ...jwe, ciphertext: new Uint8Array(32) });
    expect(await opened(content, alice.identity)).toBe('core/keys-altered');
    expect(await opened(content, words.identity)).toBe('core/keys-altered');
  });

  test('cannot pass off the version of another', async () => {
    const { document, dataKey } = await documentFor(vault);
    const wrong: Identity = { kind: 'provider', provider: vault.provider };
    expect(await opened({ ...document, version: '2' }, wrong)).toBe('core/crypto-failed');
    expect(await opened(document, wrong)).toBe(hex(dataKey));
  });
});
