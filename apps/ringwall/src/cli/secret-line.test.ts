import { describe, expect, test } from 'vitest';
import { maxSecretBytes, SecretLine } from './secret-line.ts';

function type(keys: string | Uint8Array): { text: string; state: string } {
  const line = new SecretLine();
  let state = 'more';
  for (const byte of Buffer.from(keys)) {
    state = line.push(byte);
    if (state === 'done' || state === 'cancelled' || state === 'too-long') break;
  }
  return { text: Buffer.from(line.take()).toString(), state };
}

describe('a line typed without echo', () => {
  test.each([
    ['ends with the return key', 'abc\rdef', 'abc'],
    ['ends with a line feed, as pasted text does', 'abc\ndef', 'abc'],
    ['loses its last character to backspace', 'abcd\u007f\r', 'abc'],
    ['loses a character of several bytes as a whole', 'aß€😀\u007f\u007f\b\r', 'a'],
    ['bears more backspaces than it has characters', 'a\u007f\u007f\u007fb\r', 'b'],
    ['is cleared by Ctrl-U', 'wrong\u0015right\r', 'right'],
    ['takes arrow and function keys for nothing', 'a\u001b[Ab\u001b[1;5Cc\u001bOPd\r', 'abcd'],
    ['takes other control characters for nothing', 'a\tb\u0000c\r', 'abc'],
    ['keeps spaces', ' a b \r', ' a b '],
    ['ends with Ctrl-D once something is typed', 'abc\u0004', 'abc'],
  ])('%s', (_what, keys, text) => {
    expect(type(keys)).toEqual({ text, state: 'done' });
  });

  test.each(['abc\u0003', '\u0004'])('is given up with Ctrl-C, and with Ctrl-D while empty: %j', (keys) => {
    expect(type(keys).state).toBe('cancelled');
  });

  test('is refused, not cut, when it is too long', () => {
    expect(type(`${'x'.repeat(maxSecretBytes)}\r`).state).toBe('done');
    expect(type('x'.repeat(maxSecretBytes + 1)).state).toBe('too-long');
  });

  test('is forgotten once taken', () => {
    const line = new SecretLine();
    for (const byte of Buffer.from('abc')) line.push(byte);
    line.take();
    expect(line.take()).toHaveLength(0);
  });
});
