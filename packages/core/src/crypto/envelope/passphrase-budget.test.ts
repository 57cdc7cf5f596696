import { expect, test } from 'vitest';
import { affordable, passphraseBudget } from './passphrase-budget.ts';
import { recipientEntry } from './recipient-entry.ts';

const salt = Buffer.alloc(16).toString('base64url');
const entry = (header: object, index: number) =>
  recipientEntry({}, { header: { ...header }, encryptedKey: new Uint8Array(40) }, index);
const withRounds = (...rounds: readonly number[]) =>
  rounds.map((p2c, index) => entry({ alg: 'PBES2-HS512+A256KW', p2s: salt, p2c }, index));
const names = (...rounds: readonly number[]) => affordable(withRounds(...rounds)).map(({ info }) => info.kid);

test('one passphrase is tried on eight entries', () => {
  expect(names(...Array(40).fill(1000))).toHaveLength(passphraseBudget.entries);
});

test('one passphrase costs 20 million rounds at most: what is too dear is passed over', () => {
  expect(names(10_000_000, 9_000_000, 1_000_001, 600_000, 400_000, 1000)).toEqual(['#1', '#2', '#4', '#5']);
});

test('other entries cost nothing', () => {
  const others = Array.from({ length: 20 }, (_, index) => entry({ alg: 'RSA-OAEP-256' }, index));
  expect(affordable([...others, ...withRounds(1000)])).toHaveLength(1);
});
