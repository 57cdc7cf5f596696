import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitEdits, JsonEdits } from './json-edits.ts';
import { editText } from './json-pointer.ts';

const part = (text: string) =>
  ({ pointer: '/a', role: 'assistant', trust: 'untrusted', syntax: 'json', text }) as const;
const fitted = (text: string, start: number, end: number) =>
  editText(text, fitEdits([part(text)], [{ pointer: '/a', start, end, replacement: '[x]' }]));

test.each([
  ['{"password":"hunter2","b":1}', 'password":"hunter2', '{"[x]":"[x]","b":1}'],
  ['{"card": 4111111111111111 }', '4111111111111111', '{"card": "[x]" }'],
  ['["a","b",null]', 'a","b",null', '["[x]","[x]","[x]"]'],
  ['{"a":"say \\"key\\" now"}', '\\"key\\"', '{"a":"say [x] now"}'],
  ['{"a":"x"}', '{"a":"x"}', '{"[x]":"[x]"}'],
])('in %s what is found becomes %#', (text, found, expected) => {
  const start = text.indexOf(found);
  expect(fitted(text, start, start + found.length)).toBe(expected);
});

test('whatever tokens an edit covers, what was JSON is JSON, also where the text grows under it', () => {
  const escapeStarts = (text: string) => [...text.matchAll(/\\u[0-9a-f]{4}|\\.|[^\\]/gs)].map((m) => m.index);
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(), fc.nat(), fc.nat(), (value, a, b, c) => {
      const text = JSON.stringify(value);
      // Findings begin and end between characters, never inside an escape, and here not inside a number.
      const places = [...escapeStarts(text), text.length].filter(
        (at) => !/[\w.+-]{2}/.test(text.slice(Math.max(0, at - 1), at + 1)) || inString(text, at),
      );
      const pick = (n: number) => places[n % places.length] ?? 0;
      const [start = 0, end = 0] = [pick(a), pick(b)].sort((x, y) => x - y);
      const edit = { pointer: '/a', start, end, replacement: '[x]' };
      const edits = new JsonEdits().fit(text.slice(0, end + (c % 5)), edit);
      expect(() => JSON.parse(editText(text, edits))).not.toThrow();
    }),
    { numRuns: 500 },
  );
});

function inString(text: string, at: number): boolean {
  const before = text.slice(0, at).replaceAll(/\\./gs, '');
  return before.split('"').length % 2 === 0;
}
