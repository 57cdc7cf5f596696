import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBoundedJson } from './bounded-json.ts';

const refusal = (input: Uint8Array | string, limits = {}) => {
  try {
    parseBoundedJson(input, limits);
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
  return undefined;
};

describe('bounded JSON', () => {
  test('reads every document that JSON.stringify writes, with or without white space', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1, 4), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseBoundedJson(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  test.each([
    '{"a":1,"a":2}',
    '{"a":1,"\\u0061":2}',
    '[{"x":{"b":[],"b":[]}}]',
    '{"__proto__":1,"__proto__":2}',
    '{"":0,"":0}',
    '{"a":":","b":1,"b":2}',
  ])('refuses a key that stands twice: %s', (text) => {
    expect(refusal(text)).toBe('core/json-duplicate-key');
  });

  test('finds a repeated key wherever it is put', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1, noNullPrototype: true });
    fc.assert(
      fc.property(object, fc.nat(), (value, pick) => {
        const members = Object.entries(value).map(
          ([key, member]) => `${JSON.stringify(key)}:${JSON.stringify(member)}`,
        );
        members.push(members[pick % members.length] ?? '');
        expect(refusal(`{"outer":[{${members.join(',')}}]}`)).toBe('core/json-duplicate-key');
      }),
    );
  });

  test('does not mistake colons, braces and quotes inside strings for structure', () => {
    const tricky = { 'a:"b': ':{[":', c: '\\":', d: '{"a":1,"a":2}', e: '\\\\' };
    expect(parseBoundedJson(JSON.stringify(tricky))).toEqual(tricky);
  });

  test('keeps __proto__ and constructor as plain data', () => {
    const value = parseBoundedJson(
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    );
    expect(Object.hasOwn(Object(value), '__proto__')).toBe(true);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  test.each([
    '',
    '{',
    '{"a"}',
    "{'a':1}",
    '[1,]',
    '01',
    'NaN',
    '"\\x"',
    '"\u0000"',
    '{"a":1}{"b":2}',
    '\ufeff{}',
  ])('refuses what is no JSON: %j', (text) => {
    expect(refusal(text)).toBe('core/json-malformed');
  });

  test('never quotes the document in its error', () => {
    try {
      parseBoundedJson('{"password": hunter2}');
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify(error) + String(error)).not.toContain('hunter2');
    }
  });

  test('refuses invalid UTF-8', () => {
    for (const bytes of [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x92]]) {
      expect(refusal(Buffer.from([0x22, ...bytes, 0x22]))).toBe('core/utf8-invalid');
    }
  });

  test('holds its limits on size and depth, also for a million brackets', () => {
    expect(refusal('[1,2]', { maxBytes: 4 })).toBe('core/json-too-large');
    expect(refusal('[[[]]]', { maxDepth: 2 })).toBe('core/json-too-deep');
    expect(refusal('['.repeat(1_000_000))).toBe('core/json-too-deep');
    expect(refusal(`${'{"a":'.repeat(65)}1${'}'.repeat(65)}`)).toBe('core/json-too-deep');
    expect(parseBoundedJson(`${'['.repeat(64)}${']'.repeat(64)}`)).toBeInstanceOf(Array);
  });
});
