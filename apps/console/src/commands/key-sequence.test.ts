import { describe, expect, test } from 'vitest';
import { isChord, keyListener, keyNames } from './key-sequence.ts';

const known = (keys: string) => ['j', '?', 'mod+k', 'g t', 'g o', 't'].includes(keys);

function typed(
  ...presses: readonly (string | { key: string; mod?: boolean; alt?: boolean; atMs?: number })[]
) {
  const listen = keyListener();
  return presses.map((press, i) => {
    const {
      key,
      mod = false,
      alt = false,
      atMs = i * 100,
    } = typeof press === 'string' ? { key: press } : press;
    return listen({ key, ctrlKey: mod, metaKey: false, altKey: alt, timeMs: atMs }, known);
  });
}

describe('keys', () => {
  test('alone and with Control are told apart', () => {
    expect(typed('j', '?', { key: 'k', mod: true }, 'k')).toEqual(['j', '?', 'mod+k', undefined]);
  });

  test('mean the same with Caps Lock on', () => {
    expect(typed('J', { key: 'K', mod: true })).toEqual(['j', 'mod+k']);
  });

  test('in a row are a pair, which wins over its second key', () => {
    expect(typed('g', 't', 't')).toEqual([undefined, 'g t', 't']);
  });

  test('are no pair after a while', () => {
    expect(typed({ key: 'g', atMs: 0 }, { key: 't', atMs: 5_000 })).toEqual([undefined, 't']);
  });

  test('after a pair that is none count by themselves', () => {
    expect(typed('g', 'x', 'j')).toEqual([undefined, undefined, 'j']);
  });

  test('that type a character with AltGr are no chord', () => {
    expect(typed({ key: 'k', mod: true, alt: true })).toEqual([undefined]);
  });

  test('are written as they stand on the keyboard', () => {
    expect(keyNames('g t', false)).toEqual(['g', 't']);
    expect(keyNames('mod+k', true)).toEqual(['⌘K']);
    expect(keyNames('mod+k', false)).toEqual(['Ctrl K']);
    expect(keyNames('Escape', false)).toEqual(['Esc']);
    expect([isChord('mod+k'), isChord('j')]).toEqual([true, false]);
  });
});
