import { describe, expect, test } from 'vitest';
import { exactFold, looseFold } from './fold.ts';
import { matchesIn, patternSetOf } from './matches-in.ts';

const texts = (source: string, text: string, fold = looseFold) =>
  matchesIn(patternSetOf([source], { fold }), text).map(({ start, end }) => text.slice(start, end));

describe('the pattern language', () => {
  test.each([
    ['(a', 'a group is not closed'],
    ['a)', 'unexpected )'],
    ['a{3', 'a repeat is not closed'],
    ['a{3,2}', 'a repeat must be of'],
    ['a{9999}', 'a repeat must be of'],
    ['a{,2}', 'a number is missing'],
    ['?a', 'unexpected ?'],
    ['[b-a]', 'a range runs backwards'],
    ['[ﬁ]', 'a class may only hold'],
    ['a\\bc', 'unexpected c'],
  ])('refuses %j', (source, message) => {
    expect(() => patternSetOf([source])).toThrow(message);
  });

  test('refuses a pattern that matches nothing, and names the error', () => {
    expect(() => patternSetOf(['a?'])).toThrow(expect.objectContaining({ code: 'guard/pattern-invalid' }));
  });

  test('a backslash makes any special character plain', () => {
    expect(texts('\\(\\[\\{\\?\\|\\.\\\\', 'x([{?|.\\x')).toEqual(['([{?|.\\']);
  });

  test('a class holds ranges, named sets and their complement', () => {
    expect(texts('x[a-c\\d_\\-]y', 'xay x5y x_y x-y xdy')).toEqual(['xay', 'x5y', 'x_y', 'x-y']);
    expect(texts('x[^a-c]y', 'xay xdy x\u{1f600}y')).toEqual(['xdy']);
  });

  test('the loose fold ignores case, accents and which alphabet a letter was borrowed from', () => {
    expect(texts('ignore', 'IGNORE ignоre ıgnore Ígnörê ＩＧＮＯＲＥ')).toHaveLength(5);
    expect(texts("don't", 'don’t DON`T')).toHaveLength(2);
  });

  test('the exact fold keeps them apart', () => {
    expect(texts('AKIA', 'akia AKIA АKIA', exactFold)).toEqual(['AKIA']);
  });

  test('accents in the pattern do not matter either', () => {
    expect(texts('précédent', 'precedent PRÉCÉDENT')).toHaveLength(2);
  });

  test('characters that fall apart can be repeated whole', () => {
    expect(texts('xが?y', 'xy xがy')).toEqual(['xy', 'xがy']);
  });
});
