import { describe, expect, test } from 'vitest';
import { segmentsOf } from './segments.ts';

describe('a text with findings', () => {
  test('is cut at the marks and loses nothing', () => {
    expect(segmentsOf('please ignore all', [{ start: 7, end: 13, rule: 'a' }])).toEqual([
      { start: 0, text: 'please ', rules: [] },
      { start: 7, text: 'ignore', rules: ['a'] },
      { start: 13, text: ' all', rules: [] },
    ]);
  });

  test('counts in UTF-16, as findings do', () => {
    expect(segmentsOf('😀key', [{ start: 2, end: 5, rule: 'a' }]).map((segment) => segment.text)).toEqual([
      '😀',
      'key',
    ]);
  });

  test('names every rule where marks overlap, each once', () => {
    const marks = [
      { start: 0, end: 4, rule: 'a' },
      { start: 2, end: 6, rule: 'b' },
      { start: 2, end: 4, rule: 'a' },
    ];
    expect(segmentsOf('abcdef', marks).map(({ text, rules }) => [text, rules])).toEqual([
      ['ab', ['a']],
      ['cd', ['a', 'b']],
      ['ef', ['b']],
    ]);
  });

  test('takes marks that are empty or reach beyond the text', () => {
    const marks = [
      { start: 3, end: 3, rule: 'empty' },
      { start: 4, end: 99, rule: 'beyond' },
      { start: 50, end: 60, rule: 'outside' },
      { start: -9, end: 1, rule: 'before' },
    ];
    expect(segmentsOf('abcdef', marks).map(({ text, rules }) => [text, rules])).toEqual([
      ['a', ['before']],
      ['bcd', []],
      ['ef', ['beyond']],
    ]);
    expect(segmentsOf('', marks)).toEqual([]);
  });
});
