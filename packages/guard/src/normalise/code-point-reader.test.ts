import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CodePointReader } from './code-point-reader.ts';
import { deltasOf } from './deltas-of.ts';

interface Read {
  readonly codePoint: number;
  readonly start: number;
  readonly end: number;
}

function read(syntax: 'text' | 'json', deltas: readonly string[]): { points: Read[]; passed: number[] } {
  const points: Read[] = [];
  const reader = new CodePointReader(syntax, {
    codePoint: (codePoint, start, end) => points.push({ codePoint, start, end }),
    plain: (_text, from) => from,
    flush() {},
  });
  const passed = deltas.map((delta) => {
    reader.push(delta);
    return reader.passed;
  });
  reader.end();
  return { points, passed };
}

const textOf = (points: readonly Read[]) =>
  points.map((point) => String.fromCodePoint(point.codePoint)).join('');

describe('reading JSON', () => {
  test('escapes are resolved and keep the place of what was written', () => {
    const { points } = read('json', ['a\\u0062\\n\\"\\\\\\/c']);
    expect(textOf(points)).toBe('ab\n"\\/c');
    expect(points[1]).toEqual({ codePoint: 0x62, start: 1, end: 7 });
    expect(points[6]).toEqual({ codePoint: 0x63, start: 15, end: 16 });
  });

  test('a surrogate pair spelled as two escapes is one character of twelve units', () => {
    const { points } = read('json', ['\\ud83d\\ude00']);
    expect(points).toEqual([{ codePoint: 0x1f600, start: 0, end: 12 }]);
  });

  test('what is no escape is passed on as written', () => {
    for (const text of ['\\x41', '\\u12G4', '\\u', 'a\\', '\\u12\\u0041']) {
      const expected = text === '\\u12\\u0041' ? '\\u12A' : text;
      expect(textOf(read('json', [text]).points)).toBe(expected);
    }
  });

  test('in plain text a backslash is a backslash', () => {
    expect(textOf(read('text', ['\\u0041\\n']).points)).toBe('\\u0041\\n');
  });

  test('reads back what JSON.stringify wrote, and the same text in nothing but escapes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, escapeAll) => {
        const written = escapeAll
          ? text.replace(/[\s\S]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
          : JSON.stringify(text).slice(1, -1);
        expect(textOf(read('json', [written]).points)).toBe(text);
      }),
    );
  });
});

describe('reading in deltas', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', '\\', 'u', '0', '6', 'n', '"', '\ud83d', '\ude00', 'é'),
  });

  test('a split anywhere, also inside a pair or an escape, changes nothing', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(30)), fc.constantFrom('text', 'json'), (whole, cuts, syntax) => {
        expect(read(syntax, deltasOf(whole, cuts)).points).toEqual(read(syntax, [whole]).points);
      }),
    );
  });

  test('everything before `passed` has been handed on, and nothing behind it', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('text', 'json'), (whole, syntax) => {
        const { points, passed } = read(syntax, [...whole.split('')]);
        passed.forEach((place) => {
          expect(points.every((point) => point.end <= place || point.start >= place)).toBe(true);
        });
        expect(passed).toEqual([...passed].sort((a, b) => a - b));
      }),
    );
  });

  test('waits inside an escape and inside a pair', () => {
    expect(read('json', ['ab\\', 'u', '00', '6', '1c']).passed).toEqual([2, 2, 2, 2, 9]);
    expect(read('text', ['a\ud83d', '\ude00b']).passed).toEqual([1, 4]);
  });
});
