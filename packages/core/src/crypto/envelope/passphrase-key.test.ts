import { pbkdf2Sync } from 'node:crypto';
import { expect, test } from 'vitest';
import { unwrapAesKey, wrapAesKey } from './key-wrap.ts';
import { passphraseKey, passphraseSalt } from './passphrase-key.ts';

const base64url = (text: string) => Buffer.from(text, 'base64url');

test('wraps as RFC 7520 does (section 5.3: PBES2-HS512+A256KW)', async () => {
  const passphrase = Buffer.from('entrap_o\u2013peter_long\u2013credit_tun');
  const kek = await passphraseKey(passphrase, base64url('8Q1SzinasR3xchYz6ZZcHA'), 8192);
  const cek = base64url('uwsjJXaBK407Qaf0_zpcpmr1Cs0CC50hIUEyGNEt3m0');
  const wrapped = base64url('d3qNhUWfqheyPp4H8sjOWsDYajoej4c5Je6rlUtFPWdgtURtmeDV1g');
  expect(Buffer.from(wrapAesKey(kek, cek))).toEqual(wrapped);
  expect(Buffer.from(unwrapAesKey(kek, wrapped) ?? [])).toEqual(cek);
});

test('salts as RFC 7517 does (appendix C: PBES2-HS256+A128KW)', () => {
  const salt = passphraseSalt('PBES2-HS256+A128KW', base64url('2WCTcJZ1Rvd_CJuJripQ1w'));
  const key = pbkdf2Sync('Thus from my lips, by yours, my sin is purged.', salt, 4096, 16, 'sha256');
  expect([...key]).toEqual([110, 171, 169, 92, 129, 92, 109, 117, 233, 242, 116, 233, 170, 14, 24, 75]);
});
