import { beforeAll, describe, expect, test } from 'vitest';
import { checkRecipients } from './change-recipients.ts';
import { encodeKeys, parseKeys } from './keys-document.ts';
import type { Identity } from './recipient.ts';
import {
  documentFor,
  opened,
  passphraseMember,
  providerMember,
  x25519Member,
} from './testing/document-fixture.ts';

const alice = x25519Member('Alice');
const bob = passphraseMember('correct horse', 'Bob');
const vault = { ...providerMember('vault'), label: 'Vault' };
const identities: readonly Identity[] = [alice.identity, bob.identity, vault.identity];
const refusals = ['core/keys-malformed', 'core/keys-altered', 'core/keys-not-for-you', 'core/crypto-failed'];

let text = '';
let key = '';

beforeAll(async () => {
  const { document, dataKey } = await documentFor(alice, bob, vault);
  text = Buffer.from(encodeKeys(document)).toString('latin1');
  key = Buffer.from(dataKey).toString('hex');
});

/** What an identity gets from the bytes: the data key in hexadecimal, or the code of the refusal. */
async function outcome(bytes: string, identity: Identity): Promise<string> {
  let document: ReturnType<typeof parseKeys>;
  try {
    document = parseKeys(Buffer.from(bytes, 'latin1'));
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
  return await opened(document, identity);
}

/** Every text in the document, with where it stands. */
function leaves(value: unknown, path = ''): readonly { readonly path: string; readonly text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    leaves(member, path === '' ? name : `${path}.${name}`),
  );
}

/** The document with one text replaced. */
function replaced(path: string, to: string): string {
  const root = JSON.parse(text);
  const names = path.split('.');
  const last = names.pop() ?? '';
  let at = root;
  for (const name of names) at = at[name];
  at[last] = to;
  return JSON.stringify(root);
}

/** The text with the character at one place replaced by another of the same alphabet. */
function bent(value: string, index: number): string {
  return value.slice(0, index) + (value[index] === 'A' ? 'B' : 'A') + value.slice(index + 1);
}

describe('every byte of a keys document', () => {
  test('changed, is refused or changes nothing of the key', async () => {
    for (let index = 0; index < text.length; index++) {
      // One bit after the other, so that neighbours differ.
      const mask = 1 << (index % 8);
      const mutated =
        text.slice(0, index) + String.fromCharCode(text.charCodeAt(index) ^ mask) + text.slice(index + 1);
      for (const identity of identities) {
        const result = await outcome(mutated, identity);
        if (result !== key) expect(refusals, `byte ${index} ^ ${mask}`).toContain(result);
      }
    }
  });

  test('missing at the end, is missed', async () => {
    for (let length = 0; length < text.trimEnd().length; length++) {
      expect(await outcome(text.slice(0, length), alice.identity)).toBe('core/keys-malformed');
    }
  });
});

describe('what a change of a text does', () => {
  /** The texts that can be changed without the identity noticing on opening. */
  async function unnoticed(identity: Identity): Promise<readonly string[]> {
    const found = new Set<string>();
    for (const { path, text: value } of leaves(JSON.parse(text))) {
      for (let index = 0; index < value.length; index++) {
        const result = await outcome(replaced(path, bent(value, index)), identity);
        if (result === key) found.add(path);
        else expect(refusals).toContain(result);
      }
    }
    return [...found];
  }

  const names = (index: number) =>
    ['kid', 'label', 'proof'].map((name) => `recipients.${index}.header.${name}`);
  const algorithm = (index: number) => `recipients.${index}.header.alg`;
  const ofAlice = ['crv', 'kty', 'x'].map((name) => `recipients.0.header.jwk.${name}`);
  const ofAliceWhole = ['crv', 'kty', 'x'].map((name) => `recipients.0.header.epk.${name}`);
  const ofBob = ['recipients.1.header.p2s'];
  const ofVault = ['name', 'keyId', 'keyVersion', 'ciphertext'].map(
    (name) => `recipients.2.header.provider.${name}`,
  );
  const wrapped = (index: number) => `recipients.${index}.encrypted_key`;
  const others = {
    alice: [algorithm(0), ...ofAlice, ...ofAliceWhole, wrapped(0)],
    bob: [algorithm(1), ...ofBob, wrapped(1)],
    vault: [algorithm(2), ...ofVault, wrapped(2)],
  };
  // Names are never authenticated on opening: the proof is, for whoever asks. Entries of others are theirs.
  const everyName = [...names(0), ...names(1), 'recipients.2.header.kid', 'recipients.2.header.proof'];

  test('the owner of a private key notices all but names, and the public key that is stated', async () => {
    const expected = [...everyName, ...ofAlice, ...others.bob, ...others.vault];
    expect([...(await unnoticed(alice.identity))].sort()).toEqual(expected.sort());
  });

  test('the owner of a passphrase notices all but names', async () => {
    const expected = [...everyName, ...others.alice, ...others.vault];
    expect([...(await unnoticed(bob.identity))].sort()).toEqual(expected.sort());
  });

  test('the provider notices all but names', async () => {
    const expected = [...everyName, ...others.alice, ...others.bob];
    expect([...(await unnoticed(vault.identity))].sort()).toEqual(expected.sort());
  });

  test('whoever checks the recipients notices a change of anything in an entry', async () => {
    const entries = leaves(JSON.parse(text)).filter(({ path }) => path.startsWith('recipients.'));
    expect(entries).toHaveLength(25);
    for (const { path, text: value } of entries) {
      const place = Number(path.split('.')[1]);
      const identity = place === 0 ? vault.identity : alice.identity;
      for (const index of new Set([0, value.length >> 1])) {
        const document = parseKeys(Buffer.from(replaced(path, bent(value, index)), 'latin1'));
        const proven = (await checkRecipients(document, [identity])).map((one) => one.proven);
        expect(proven, path).toEqual([0, 1, 2].map((each) => each !== place));
      }
    }
  });
});
