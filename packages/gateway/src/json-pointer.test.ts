import type { Json } from '@ringwall/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdits, eachString, editText } from './json-pointer.ts';

const none = new Set<string>();

test('every string is visited under a pointer at which an edit finds it again', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const body: Json = JSON.parse(JSON.stringify(value));
      const pointers: string[] = [];
      eachString(body, '', none, (text, pointer) => {
        pointers.push(pointer);
        const edited = applyEdits(body, [{ pointer, start: 0, end: text.length, replacement: 'EDITED' }]);
        let seen = '';
        eachString(edited, '', none, (after, at) => {
          if (at === pointer) seen = after;
        });
        expect(seen).toBe('EDITED');
      });
      expect(new Set(pointers).size).toBe(pointers.length);
    }),
  );
});

test('keys with slashes, tildes and __proto__ keep their own pointers', () => {
  const body: Json = JSON.parse('{"a/b":"1","a~1b":"2","__proto__":{"x":"3"}}');
  const seen: [string, string][] = [];
  eachString(body, '', none, (text, pointer) => seen.push([pointer, text]));
  expect(seen).toEqual([
    ['/a~1b', '1'],
    ['/a~01b', '2'],
    ['/__proto__/x', '3'],
  ]);
  const edited = applyEdits(body, [{ pointer: '/__proto__/x', start: 0, end: 1, replacement: 'y' }]);
  expect(JSON.stringify(edited)).toBe('{"a/b":"1","a~1b":"2","__proto__":{"x":"y"}}');
  expect(Object.prototype).not.toHaveProperty('x');
});

test('several edits of one text are all made by their offsets into the original', () => {
  const edits = [
    { start: 0, end: 3, replacement: '[one]' },
    { start: 8, end: 13, replacement: '' },
  ];
  expect(editText('one two three', edits)).toBe('[one] two ');
});
