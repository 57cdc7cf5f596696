import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CodePointReader } from './code-point-reader.ts';
import { deltasOf } from './deltas-of.ts';
import { normaliseText } from './normalise-text.ts';
import { Normaliser } from './normaliser.ts';
import { maxExpansion } from './skeleton.ts';
import { createSkeletonTable } from './skeleton-table.ts';

const table = createSkeletonTable();
const normalised = (text: string) => normaliseText(text, 'text', table).text;

/** Pieces that meet in every way that matters: marks, pairs, spaces, invisible and wide characters. */
const tricky = fc.string({
  unit: fc.constantFrom(
    ...[
      'a',
      'B',
      ' ',
      '\n',
      '\t',
      '\u00a0',
      'e\u0301',
      '\u0301',
      '\u0345',
      '\u05b0',
      '\u200b',
      '\ufe0f',
      '\u00ad',
    ],
    ...[
      '\ud835',
      '\udc00',
      '\u{1d400}',
      '\u{e0041}',
      'ﬁ',
      '１',
      'カ',
      '\uff9e',
      'か',
      '\u3099',
      '한',
      '\u1161',
      '½',
    ],
    ...['\u0915\u093c', '\u0958', '\u0b47\u0b3e', '\u0b4b', '\ufffe', '\u2028', '\0'],
  ),
  maxLength: 12,
});

describe('the normaliser', () => {
  test.each([
    ['ＩＧＮＯＲＥ', 'IGNORE'],
    ['\u{1d422}\u{1d420}\u{1d427}', 'ign'],
    ['ﬁle ½', 'file 1⁄2'],
    ['i\u200bg\u00adn\u2060o\ufe0fre', 'ignore'],
    ['\u202eignore\u202c', 'ignore'],
    ['ígnôrè', 'ignore'],
    ['i\u0336g\u0336n\u0336', 'ign'],
    ['a \t\u00a0 b', 'a b'],
    ['a  \r\n\r\n  b', 'a \nb'],
    ['a\n   b', 'a\nb'],
    ['  a', 'a'],
    ['\u{e0069}\u{e0067}\u{e006e}', 'ign'],
    ['ign\0ore', 'ignore'],
  ])('reads %j as %j', (text, expected) => {
    expect(normalised(text)).toBe(expected);
  });

  test('keeps case, and letters that differ by more than an accent', () => {
    expect(normalised('aAßøłだた')).toBe('aAßøłた\u3099た');
  });

  test('drops marks of any script behind a Latin letter', () => {
    expect(normalised('ig\u093en\u3099ore')).toBe('ignore');
  });

  test('sees no difference between canonically or compatibly equal texts', () => {
    fc.assert(
      fc.property(fc.oneof(tricky, fc.string({ unit: 'binary' })), (raw) => {
        // Long ligatures are cut, so that their parts are more than they are.
        const text = [...raw].filter((c) => c.normalize('NFKD').length <= maxExpansion).join('');
        for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'])
          expect(normalised(text.normalize(form))).toBe(normalised(text));
      }),
      { numRuns: 500 },
    );
  });

  test('sees no difference between a character and its NFKC form, for all of Unicode but long ligatures', () => {
    const different: string[] = [];
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
      if (codePoint >= 0xac00 && codePoint < 0xd7a4 && codePoint % 97 !== 0) continue;
      const text = String.fromCodePoint(codePoint);
      const form = text.normalize('NFKC');
      if (text.normalize('NFKD').length > maxExpansion) continue;
      if (form !== text && normalised(`a. ${text}`) !== normalised(`a. ${form}`))
        different.push(codePoint.toString(16));
    }
    expect(different).toEqual([]);
  });

  test('gives every unit the place it came from, in order', () => {
    fc.assert(
      fc.property(tricky, (text) => {
        const { text: units, starts, ends } = normaliseText(text, 'text', table);
        expect(starts).toHaveLength(units.length);
        let last = 0;
        starts.forEach((start, i) => {
          const end = ends[i] ?? 0;
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          last = start;
        });
      }),
    );
  });

  test('a split anywhere in the text changes neither units nor places', () => {
    fc.assert(
      fc.property(tricky, fc.array(fc.nat(40)), (text, cuts) => {
        const units: [number, number, number][] = [];
        const reader = new CodePointReader(
          'text',
          new Normaliser(table, {
            take(batch) {
              for (let i = 0; i < batch.length; i++) {
                units.push([batch.units[i] ?? 0, batch.starts[i] ?? 0, batch.lengths[i] ?? 0]);
              }
            },
          }),
        );
        for (const delta of deltasOf(text, cuts)) reader.push(delta);
        reader.end();
        const whole = normaliseText(text, 'text', table);
        expect(String.fromCharCode(...units.map(([unit]) => unit))).toBe(whole.text);
        expect(units.map(([, start]) => start)).toEqual(whole.starts);
        expect(units.map(([, start, length]) => start + length)).toEqual(whole.ends);
      }),
      { numRuns: 500 },
    );
  });

  test('a text longer than a batch is read like a short one', () => {
    const long = 'word é '.repeat(1000);
    expect(normalised(long)).toBe('word e '.repeat(1000));
    expect(normalised(`${'x'.repeat(255)}ﷺ!`)).toBe(
      `${'x'.repeat(255)}${'ﷺ'.normalize('NFKD').slice(0, maxExpansion)}!`,
    );
  });
});
