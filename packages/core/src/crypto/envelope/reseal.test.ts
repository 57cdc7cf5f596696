import { describe, expect, test } from 'vitest';
import { randomBytes } from '../random.ts';
import { checkRecipients } from './change-recipients.ts';
import { keysContext, keysDocument, recipientsOf } from './keys-document.ts';
import { openJwe } from './open-jwe.ts';
import { passphraseBudget } from './passphrase-budget.ts';
import { withProof } from './proof.ts';
import { parsePublicKey } from './public-key.ts';
import { reseal } from './reseal.ts';
import {
  documentFor,
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
const vault = providerMember('vault');
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

function renewal() {
  return {
    dataKey: randomBytes(32),
    version: '2',
    keep: 'proven',
    passphraseIterations: quickIterations,
  } as const;
}

describe('re-keying', () => {
  test('seals the new key to all whose public key, provider or passphrase is at hand', async () => {
    const { document, dataKey } = await documentFor(alice, rsa, words, vault);
    const options = renewal();
    const identities = [alice.identity, words.identity, vault.identity];
    const { document: renewed, dropped } = await reseal(document, identities, options);
    expect(dropped).toEqual([]);
    expect([renewed.id, renewed.version]).toEqual(['dataset-1', '2']);
    expect(recipientsOf(renewed).map(({ label }) => label)).toEqual([
      'Alice',
      undefined,
      'Escrow',
      undefined,
    ]);
    for (const { identity } of [alice, rsa, words, vault]) {
      expect(await opened(renewed, identity)).toBe(hex(options.dataKey));
      expect(await opened(document, identity)).toBe(hex(dataKey));
    }
    expect((await checkRecipients(renewed, [alice.identity])).every(({ proven }) => proven)).toBe(true);
  });

  test('tells whom it left out, and why', async () => {
    const { document } = await documentFor(alice, words, vault);
    const { document: renewed, dropped } = await reseal(document, [alice.identity], renewal());
    expect(recipientsOf(renewed)).toHaveLength(1);
    expect(dropped.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['passphrase', 'needs-passphrase'],
      ['provider', 'needs-provider'],
    ]);
  });

  test('takes the passphrase that opens the entry, not another', async () => {
    const { document } = await documentFor(alice, words);
    const others = [alice.identity, passphraseMember('wrong').identity];
    expect((await reseal(document, others, renewal())).dropped).toHaveLength(1);
    const options = renewal();
    const { document: renewed } = await reseal(document, [...others, words.identity], options);
    expect(await opened(renewed, passphraseMember('wrong').identity)).toBe('core/keys-not-for-you');
    expect(await opened(renewed, words.identity)).toBe(hex(options.dataKey));
  });

  test('keeps only those who are named', async () => {
    const { document } = await documentFor(alice, bob, rsa);
    const [first = '', , third = ''] = recipientsOf(document).map(({ kid }) => kid);
    const { document: renewed, dropped } = await reseal(document, [alice.identity], {
      ...renewal(),
      keep: [first, third],
    });
    expect(recipientsOf(renewed).map(({ kid }) => kid)).toEqual([first, third]);
    expect(dropped).toMatchObject([{ label: 'Bob', reason: 'not-kept' }]);
    expect(await opened(renewed, bob.identity)).toBe('core/keys-not-for-you');
  });

  test('seals nothing to an entry that a stranger put in, or to a key a stranger wrote into one', async () => {
    const { document } = await documentFor(alice, bob);
    const mallory = x25519Member('Bob');
    const hers = await documentFor(mallory);
    const key = mallory.recipient.kind === 'public-key' ? mallory.recipient.key : '';
    const jwk = { ...parsePublicKey(typeof key === 'string' ? key : '').jwk };
    const forged = keysDocument({
      ...document.jwe,
      recipients: [
        ...document.jwe.recipients.map((one, index) =>
          index === 1 ? { ...one, header: { ...one.header, jwk } } : one,
        ),
        ...hers.document.jwe.recipients,
      ],
    });
    for (const keep of ['proven', forged.recipients.map(({ kid }) => kid)] as const) {
      const { document: renewed, dropped } = await reseal(forged, [alice.identity], { ...renewal(), keep });
      expect(dropped.map(({ reason }) => reason)).toEqual(['not-proven', 'not-proven']);
      expect(await opened(renewed, mallory.identity)).toBe('core/keys-not-for-you');
    }
  });

  test('takes more recipients, who replace kept ones of the same name', async () => {
    const { document } = await documentFor(alice, vault);
    const recipients = [{ ...alice.recipient, label: 'Alice again' }, bob.recipient, vault.recipient];
    const { document: renewed } = await reseal(document, [alice.identity], { ...renewal(), recipients });
    expect(recipientsOf(renewed).map(({ kind, label }) => label ?? kind)).toEqual([
      'Alice again',
      'Bob',
      'provider',
    ]);
  });

  test('needs someone who can open the old document, and someone to seal to', async () => {
    const { document } = await documentFor(words, alice);
    await expect(reseal(document, [bob.identity], renewal())).rejects.toThrow(
      expect.objectContaining({ code: 'core/keys-not-for-you' }),
    );
    await expect(reseal(document, [words.identity], { ...renewal(), keep: [] })).rejects.toThrow(
      expect.objectContaining({ code: 'core/recipient-invalid' }),
    );
  });

  test('leaves out an entry that does not state its public key, whoever vouches for it', async () => {
    const { document } = await documentFor(alice, bob);
    const { jwe } = document;
    const { cek } = await openJwe(jwe, [alice.identity], { context: keysContext(document) });
    const [first, second] = jwe.recipients;
    if (first === undefined || second === undefined) throw new Error('there are two');
    const { jwk: _jwk, ...header } = second.header;
    const bare = withProof(jwe.protectedText, { ...second, header }, cek);
    const unstated = keysDocument({ ...jwe, recipients: [first, bare] });
    expect((await reseal(unstated, [alice.identity], renewal())).dropped).toMatchObject([
      { reason: 'needs-public-key' },
    ]);
  });

  test('seals nothing to another key than the one an entry is named for, whoever vouches for it', async () => {
    // Someone who may open it, and is to be shut out, had written their own key under the name of somebody who stays.
    const { document } = await documentFor(alice, bob, vault);
    const mallory = x25519Member('Bob');
    const hers = await documentFor(mallory, providerMember('vault', 'hers'));
    const { jwe } = document;
    const { cek } = await openJwe(jwe, [alice.identity], { context: keysContext(document) });
    const impostors = jwe.recipients.map((one, index) => {
      const { jwk, provider } = hers.document.jwe.recipients[index - 1]?.header ?? {};
      const change = { ...(jwk && { jwk }), ...(provider && { provider }) };
      return withProof(jwe.protectedText, { ...one, header: { ...one.header, ...change } }, cek);
    });
    const forged = keysDocument({ ...jwe, recipients: impostors });
    const kids = forged.recipients.map(({ kid }) => kid);
    expect(kids).toEqual(document.recipients.map(({ kid }) => kid));
    for (const keep of ['proven', kids] as const) {
      const identities = [alice.identity, vault.identity];
      const { document: renewed, dropped } = await reseal(forged, identities, { ...renewal(), keep });
      expect(dropped.map(({ kid, reason }) => [kid, reason])).toEqual([
        [kids[1], 'names-another-key'],
        [kids[2], 'names-another-key'],
      ]);
      expect(recipientsOf(renewed).map(({ kid }) => kid)).toEqual([kids[0]]);
    }
  });

  test('tries a passphrase on no more entries than opening does', async () => {
    const { document } = await documentFor(alice, words);
    const { jwe } = document;
    const { cek } = await openJwe(jwe, [alice.identity], { context: keysContext(document) });
    const [first, second] = jwe.recipients;
    if (first === undefined || second === undefined) throw new Error('there are two');
    const others = Array.from({ length: passphraseBudget.entries }, (_, index) => {
      const header = { ...second.header, kid: `passphrase:${index}`, p2s: 'AAAAAAAAAAA' };
      return withProof(jwe.protectedText, { ...second, header }, cek);
    });
    const costly = keysDocument({ ...jwe, recipients: [first, ...others, second] });
    const { dropped } = await reseal(costly, [alice.identity, words.identity], renewal());
    expect(dropped.map(({ reason }) => reason)).toEqual(Array(9).fill('needs-passphrase'));
  });
});
