import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newRecoveryCode, recoveryCodeDigest } from './recovery-codes.ts';

const key = new Uint8Array(32);

test('a code is the same however it is typed from paper', () => {
  for (let i = 0; i < 50; i++) {
    const code = newRecoveryCode();
    expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/);
    const kept = recoveryCodeDigest(key, 'usr_1', code);
    expect(kept).toMatch(/^[0-9a-f]{64}$/);
    const spellings = [
      code.toUpperCase(),
      code.replaceAll('-', ' '),
      `  ${code}\n`,
      code.replaceAll('0', 'O'),
    ];
    for (const typed of [...spellings, code.replaceAll('1', 'I'), code.replaceAll('1', 'l')]) {
      expect(recoveryCodeDigest(key, 'usr_1', typed)).toBe(kept);
    }
    expect(recoveryCodeDigest(key, 'usr_2', code)).not.toBe(kept);
    expect(recoveryCodeDigest(new Uint8Array(32).fill(1), 'usr_1', code)).not.toBe(kept);
  }
});

test('what cannot be a code has no digest', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const digest = recoveryCodeDigest(key, 'usr_1', text);
      expect(digest === undefined || /^[0-9a-zA-Z\s-]+$/.test(text)).toBe(true);
    }),
  );
  for (const text of ['', '287082', 'u'.repeat(16), `${'0'.repeat(16)}0`, ' '.repeat(100_000)]) {
    expect(recoveryCodeDigest(key, 'usr_1', text)).toBeUndefined();
  }
});
