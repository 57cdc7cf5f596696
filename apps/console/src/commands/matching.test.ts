import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matching } from './matching.ts';

const items = [
  { title: 'Open the ledger' },
  { title: 'Ledger' },
  { title: 'Keys', words: 'settings api secret' },
  { title: 'New key', words: 'settings create' },
  { title: 'Theme: dark', words: 'night' },
];
const titles = (text: string) => matching(items, text).map(({ title }) => title);

describe('a search for commands', () => {
  test('gives everything, as it stands, before anything is typed', () => {
    expect(titles(' ')).toEqual(items.map(({ title }) => title));
  });

  test('puts what begins with the words first', () => {
    expect(titles('led')).toEqual(['Ledger', 'Open the ledger']);
    expect(titles('KEY')).toEqual(['Keys', 'New key']);
  });

  test('knows other words for things, and takes words in any order', () => {
    expect(titles('night')).toEqual(['Theme: dark']);
    expect(titles('key create')).toEqual(['New key']);
  });

  test('gives nothing that lacks a word', () => {
    expect(titles('ledger night')).toEqual([]);
  });

  test('never loses or invents anything', () => {
    const all = fc.array(fc.record({ title: fc.string(), words: fc.string() }), { maxLength: 20 });
    fc.assert(
      fc.property(all, fc.string(), (some, text) => {
        const found = matching(some, text);
        expect(new Set(found).size).toBe(found.length);
        expect(found.every((each) => some.includes(each))).toBe(true);
      }),
    );
  });
});
