import { expect, test } from 'vitest';
import { encodeEncryptionKeys, newEncryptionKey, parseEncryptionKeys } from './encryption-keys.ts';

const keys = [1, 2, 40].map((version) => ({ version, key: new Uint8Array(newEncryptionKey(version).key) }));
const content = encodeEncryptionKeys(keys);

test('versions are written one a line and come back', () => {
  const [first = Buffer.alloc(0)] = keys.map(({ key }) => Buffer.from(key));
  const lines = Buffer.from(content).toString().split('\n');
  expect([lines[0], lines.length]).toEqual([`1 ${first.toString('base64')}`, 4]);
  expect(parseEncryptionKeys(content)).toEqual(keys);
  expect(parseEncryptionKeys(content.subarray(0, -1))).toEqual(keys);
});

test('a key written before there were versions is the first', () => {
  const key = new Uint8Array(newEncryptionKey(1).key);
  expect(parseEncryptionKeys(Buffer.from(`${Buffer.from(key).toString('base64')}\n`))).toEqual([
    { version: 1, key },
  ]);
});

test('anything else is no set of keys', () => {
  const line = (version: string) => `${version}${Buffer.alloc(32, 7).toString('base64')}\n`;
  for (const wrong of [
    '',
    '\n',
    `${line('1 ')}\n`,
    line('0 '),
    line('-1 '),
    line('1'),
    line('1  '),
    line('1e3 '),
    line('1 ') + line('1 '),
    line('2 ') + line('1 '),
    line('1 ') + line(''),
    line('1 ').slice(0, 30),
    `1 ${Buffer.alloc(33).toString('base64')}\n`,
    line('1 ').replace('\n', '\r\n'),
  ])
    expect(parseEncryptionKeys(Buffer.from(wrong)), JSON.stringify(wrong)).toBeUndefined();
});
