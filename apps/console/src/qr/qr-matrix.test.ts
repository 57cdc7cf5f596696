import { expect, test } from 'vitest';
import { qrMatrix } from './qr-matrix.ts';

/** Rows as numbers in base 36, as the npm package `qrcode` draws the same text with the same mask. */
const rows = (text: string) =>
  qrMatrix(text)?.map((row) => BigInt(`0b${row.map(Number).join('')}`).toString(36));

test('a short text is drawn as another encoder draws it', () => {
  expect(rows('Ringwall')).toEqual(
    // biome-ignore format: one row of modules after the other
    ['18qyn', 'mzi9', 'wqql', 'wtwd', 'wnrx', 'mvcx', '18prz', '5j4', 'w5l7', '15jap', '15tgj', 'uzyz', 'p2q8', '42f', '18po4', 'mz7w', 'wpqk', 'wqyy', 'wsy0', 'muep', '18qws'],
  );
});

test('a text of several blocks, with the version written into the code, too', () => {
  const uri = `otpauth://totp/Ringwall:ada?secret=${'A'.repeat(32)}&issuer=Ringwall&algorithm=SHA1&digits=6&period=30`;
  const drawn = rows(uri);
  expect(drawn).toHaveLength(45);
  expect(drawn?.slice(0, 8)).toEqual(
    // biome-ignore format: one row of modules after the other
    ['ce9f96irj', '6cvltd7wh', '936w39s9p', '939me54d9', '928d19ra5', '6ce8ijtxd', 'cenaj8hhb', '1331vif4'],
  );
  expect(drawn?.slice(-4)).toEqual(['92iyhyumn', '92inp0q71', '6cd1d6ht0', 'cez9jl1t6']);
});

test('what does not fit is not drawn', () => {
  expect(qrMatrix('x'.repeat(412))).toHaveLength(77);
  expect(qrMatrix('x'.repeat(413))).toBeUndefined();
});
