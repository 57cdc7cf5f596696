import fc from 'fast-check';
import { expect, test } from 'vitest';
import { passwordFault } from './password-rules.ts';

test.each([
  ['eleven char', 'at least 12'],
  ['🙂🙂🙂🙂🙂🙂', 'at least 12'],
  ['x'.repeat(300), 'at most 256'],
  ['\ud800 is no character at all', 'well-formed'],
  ['password1234', 'first'],
  ['Password1234!', 'first'],
  ['P@ssw0rd1234', 'first'],
  ['1qaz2wsx3edc', 'first'],
  ['welcome-welcome', 'first'],
  ['ringwall 2026 ringwall', 'first'],
  ['aaaaaaaaaaaaa', 'pattern'],
  ['abababababababab', 'pattern'],
  ['abc1abc1abc1abc1', 'pattern'],
  ['12345678901234', 'pattern'],
  ['zyxwvutsrqponm', 'pattern'],
  ['ada.lovelace2026', 'name'],
])('%j is not taken: %s', (password, why) => {
  expect(passwordFault(password, 'ada.lovelace')).toMatch(new RegExp(`${why}|first`));
});

test.each(['four unrelated words', 'Xk2#9sLq!pQ7', 'zwölf Zeichen lang', '正確な馬の電池の主食です。'])(
  '%j is taken',
  (password) => {
    expect(passwordFault(password, 'ada')).toBeUndefined();
  },
);

test('says the same of a password however it is composed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (password) => {
      expect(passwordFault(password.normalize('NFD'), 'ada')).toBe(
        passwordFault(password.normalize('NFC'), 'ada'),
      );
    }),
  );
});
