import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addRecipient, checkRecipients, removeRecipient, rotateRecipient } from './change-recipients.ts';
import { encodeKeys, type KeysDocument, keysDocument, parseKeys, recipientsOf } from './keys-document.ts';
import { isProven, withProof } from './proof.ts';
import {
  documentFor,
  type Member,
  opened,
  passphraseMember,
  providerMember,
  quickIterations,
  rsaMember,
  x25519Member,
} from './testing/document-fixture.ts';

const alice = x25519Member('Alice');
const bob = x25519Member('Bob');
const rsa = rsaMember();
const words = passphraseMember('correct horse', 'Escrow');
const options = { passphraseIterations: quickIterations };
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const code = (name: string, detail = /./) =>
  expect.objectContaining({ code: name, message: expect.stringMatching(detail) });
const kidOf = (document: KeysDocument, index: number) => recipientsOf(document)[index]?.kid ?? '';

/** What the payload and its header are bound to. */
const untouched = ({ jwe: { recipients: _recipients, ...rest } }: KeysDocument) => rest;

describe('a recipient', () => {
  test('is added by one who can open it, and nothing else changes', async () => {
    const { document, dataKey } = await documentFor(alice, words);
    const vault = providerMember('vault');
    let changed = document;
    for (const { recipient } of [bob, rsa, vault, passphraseMember('other words')]) {
      changed = await addRecipient(changed, [alice.identity], recipient, options);
    }
    expect(untouched(changed)).toEqual(untouched(document));
    expect(changed.jwe.recipients.slice(0, 2)).toEqual(document.jwe.recipients);
    const read = parseKeys(encodeKeys(changed));
    for (const { identity } of [alice, words, bob, rsa, vault, passphraseMember('other words')]) {
      expect(await opened(read, identity)).toBe(hex(dataKey));
    }
    expect((await checkRecipients(read, [bob.identity])).every(({ proven }) => proven)).toBe(true);
  });

  test('is not added by one who cannot open it, nor twice', async () => {
    const { document } = await documentFor(alice, words);
    await expect(addRecipient(document, [bob.identity], bob.recipient)).rejects.toThrow(
      code('core/keys-not-for-you'),
    );
    await expect(addRecipient(document, [alice.identity], alice.recipient)).rejects.toThrow(
      code('core/recipient-invalid', /would be a recipient twice/),
    );
  });

  test('is removed without anyone’s key, and then cannot open it', async () => {
    const { document, dataKey } = await documentFor(alice, bob, words);
    const changed = removeRecipient(document, kidOf(document, 1));
    expect(untouched(changed)).toEqual(untouched(document));
    expect(await opened(changed, bob.identity)).toBe('core/keys-not-for-you');
    expect(await opened(changed, alice.identity)).toBe(hex(dataKey));
    expect(await opened(changed, words.identity)).toBe(hex(dataKey));
    // What removing cannot take back: the older document.
    expect(await opened(document, bob.identity)).toBe(hex(dataKey));
  });

  test('that is the last is not removed, nor one that is not there', async () => {
    const { document } = await documentFor(alice);
    expect(() => removeRecipient(document, kidOf(document, 0))).toThrow(code('core/recipient-last'));
    expect(() => removeRecipient(document, 'nobody')).toThrow(code('core/recipient-unknown'));
    await expect(rotateRecipient(document, [alice.identity], 'nobody', bob.recipient)).rejects.toThrow(
      code('core/recipient-unknown'),
    );
  });

  test('is rotated: a new key, the old one out, even where it is the only one', async () => {
    const { document, dataKey } = await documentFor(alice);
    const changed = await rotateRecipient(document, [alice.identity], kidOf(document, 0), bob.recipient);
    expect(recipientsOf(changed)).toHaveLength(1);
    expect(await opened(changed, alice.identity)).toBe('core/keys-not-for-you');
    expect(await opened(changed, bob.identity)).toBe(hex(dataKey));
  });

  test('of a provider is rotated to the newest version of the same key', async () => {
    const vault = providerMember('vault');
    const { document, dataKey } = await documentFor(alice, vault);
    vault.provider.rotate();
    const changed = await rotateRecipient(document, [vault.identity], 'provider:vault/main', vault.recipient);
    expect(recipientsOf(changed)[1]?.provider?.keyVersion).toBe('2');
    expect(await opened(changed, vault.identity)).toBe(hex(dataKey));
  });

  test('of a passphrase is rotated to another passphrase', async () => {
    const { document, dataKey } = await documentFor(words);
    const next = passphraseMember('battery staple');
    const changed = await rotateRecipient(
      document,
      [words.identity],
      kidOf(document, 0),
      next.recipient,
      options,
    );
    expect(await opened(changed, words.identity)).toBe('core/keys-not-for-you');
    expect(await opened(changed, next.identity)).toBe(hex(dataKey));
  });
});

describe('a proof', () => {
  test('tells an entry that a stranger put in or changed', async () => {
    const { document } = await documentFor(alice, words);
    const mallory = await documentFor(x25519Member('Bob'));
    const entries = [...document.jwe.recipients, ...mallory.document.jwe.recipients];
    const changed = keysDocument({ ...document.jwe, recipients: entries });
    const checked = await checkRecipients(changed, [alice.identity]);
    expect(checked.map(({ proven }) => proven)).toEqual([true, true, false]);
    const [first, ...rest] = document.jwe.recipients;
    if (first === undefined) throw new Error('the document has recipients');
    for (const proof of [undefined, 42, 'AAAA', '*']) {
      const header = { ...first.header, ...(proof === undefined ? { label: 'Bob' } : { proof }) };
      const relabelled = keysDocument({ ...document.jwe, recipients: [{ ...first, header }, ...rest] });
      expect((await checkRecipients(relabelled, [words.identity]))[0]?.proven).toBe(false);
    }
  });

  test('is of one document, whose protected header it covers', async () => {
    const { jwe } = (await documentFor(alice)).document;
    const [entry] = jwe.recipients;
    if (entry === undefined) throw new Error('the document has a recipient');
    const cek = new Uint8Array(32);
    const proven = withProof(jwe.protectedText, entry, cek);
    expect(isProven(jwe, proven, cek)).toBe(true);
    expect(isProven({ ...jwe, protectedText: `${jwe.protectedText}A` }, proven, cek)).toBe(false);
    expect(isProven(jwe, proven, new Uint8Array(32).fill(1))).toBe(false);
  });

  test('cannot tell an entry that was put back from an older copy', async () => {
    const { document } = await documentFor(alice, bob);
    const removed = removeRecipient(document, kidOf(document, 1));
    const putBack = keysDocument({ ...removed.jwe, recipients: document.jwe.recipients });
    expect((await checkRecipients(putBack, [alice.identity]))[1]?.proven).toBe(true);
  });
});

test('after any changes those who are in can open it and those who are out cannot', async () => {
  const cast: readonly Member[] = [alice, bob, rsa, words, providerMember('vault'), providerMember('kms')];
  const step = fc.record({ who: fc.nat(cast.length - 1), by: fc.nat(cast.length - 1) });
  await fc.assert(
    fc.asyncProperty(fc.nat(cast.length - 1), fc.array(step, { maxLength: 12 }), async (start, steps) => {
      const first = cast[start] ?? alice;
      const sealed = await documentFor(first);
      let document = sealed.document;
      const inside = new Map([[first, kidOf(document, 0)]]);
      for (const { who, by } of steps) {
        const member = cast[who] ?? alice;
        const opener = [...inside.keys()][by % inside.size] ?? first;
        const kid = inside.get(member);
        if (kid === undefined) {
          document = await addRecipient(document, [opener.identity], member.recipient, options);
          inside.set(member, recipientsOf(document).at(-1)?.kid ?? '');
        } else if (inside.size > 1) {
          document = removeRecipient(document, kid);
          inside.delete(member);
        }
        document = parseKeys(encodeKeys(document));
      }
      for (const member of cast) {
        const expected = inside.has(member) ? hex(sealed.dataKey) : 'core/keys-not-for-you';
        expect(await opened(document, member.identity)).toBe(expected);
      }
    }),
    { numRuns: 40 },
  );
});
