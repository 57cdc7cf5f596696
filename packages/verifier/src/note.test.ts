import { expect, test } from 'vitest';
import { parseNote } from './note.ts';

const signature = `\u2014 example.com/log ${btoa(`\u0001\u0002\u0003\u0004${'s'.repeat(64)}`)}\n`;

test('takes text and signatures apart at the last empty line', () => {
  const note = parseNote(`first\n\nsecond\n\n${signature}`);
  expect(note).toEqual({
    ok: true,
    text: 'first\n\nsecond\n',
    signatures: [{ name: 'example.com/log', keyId: '01020304', signature: new Uint8Array(64).fill(115) }],
  });
});

test('accepts 16 signatures and more, and stops at 64', () => {
  expect(parseNote(`text\n\n${signature.repeat(16)}`).ok).toBe(true);
  expect(parseNote(`text\n\n${signature.repeat(64)}`).ok).toBe(true);
  expect(parseNote(`text\n\n${signature.repeat(65)}`).ok).toBe(false);
});

test.each([
  ['no signature block', 'text\n'],
  ['nothing', ''],
  ['no signatures', 'text\n\n'],
  ['no blank line', `text\n${signature}`],
  ['no final newline', `text\n\n${signature.trimEnd()}`],
  ['a hyphen for the em dash', `text\n\n${signature.replace('\u2014', '-')}`],
  ['two spaces', `text\n\n${signature.replace(' ', '  ')}`],
  ['a trailing space', `text\n\n${signature.replace('\n', ' \n')}`],
  ['a name with a plus', `text\n\n${signature.replace('/log', '+log')}`],
  ['a name with a no-break space', `text\n\n${signature.replace('/log', '\u00a0log')}`],
  ['no name', `text\n\n${signature.replace('example.com/log', '')}`],
  ['base64 without padding', `text\n\n${signature.replaceAll('=', '')}`],
  ['base64 with stray bits', `text\n\n${signature.replace(/[A-Za-z]=/, 'B=')}`],
  ['url-safe base64', `text\n\n\u2014 a ____${'A'.repeat(88)}\n`],
  ['a signature of the key id alone', `text\n\n\u2014 a ${btoa('1234')}\n`],
  ['a carriage return', `text\r\n\n${signature}`],
  ['a tab', `te\txt\n\n${signature}`],
  ['a NUL', `te\0xt\n\n${signature}`],
  ['a lone surrogate', `te\ud800xt\n\n${signature}`],
  ['an empty line between signatures and text only', `\n\n\n`],
  ['over 64 KiB', `${'x'.repeat(65_536)}\n\n${signature}`],
])('refuses a note with %s', (_, note) => {
  expect(parseNote(note).ok).toBe(false);
});
