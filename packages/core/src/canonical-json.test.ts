import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

describe('canonical JSON', () => {
  test('orders members by UTF-16 code units at every level', () => {
    const euro = {
      '\u20ac': 'Euro',
      '\r': 'Return',
      '\ufb33': 'Dalet',
      '1': 'One',
      '\ud83d\ude00': 'Smile',
      '\u00f6': 'o',
    };
    expect(Object.keys(JSON.parse(canonicalJson(euro)))).toEqual([
      '1',
      '\r',
      '\u00f6',
      '\u20ac',
      '\ud83d\ude00',
      '\ufb33',
    ]);
    expect(canonicalJson({ b: { z: 1, a: 2 }, a: [] })).toBe('{"a":[],"b":{"a":2,"z":1}}');
  });

  // Number serialisation samples of RFC 8785, appendix B, as IEEE 754 bits.
  test.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af6', '1e+23'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('prints the double %s as %s', (bits, text) => {
    expect(canonicalJson(Buffer.from(bits, 'hex').readDoubleBE(0))).toBe(text);
  });

  test('escapes only what the standard asks for', () => {
    expect(canonicalJson('\u20ac$\u000f\nA\'B"\\\\"/')).toBe('"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"');
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, '\ud800', 1n, () => 1, Symbol('x'), undefined])(
    'refuses what I-JSON cannot carry (%#)',
    (value) => {
      expect(() => canonicalJson(value)).toThrow(
        expect.objectContaining({ code: 'core/json-not-canonical' }),
      );
    },
  );

  test('refuses a cycle instead of overflowing the stack', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    expect(() => canonicalJson(loop)).toThrow(expect.objectContaining({ code: 'core/json-not-canonical' }));
  });

  test('means the same value and has one spelling, whatever the order of members', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        // -0 has no spelling of its own.
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(canonicalJson(shuffled(value))).toBe(text);
      }),
    );
  });

  const vectors = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'vectors', 'jcs');
  test.skipIf(!existsSync(vectors))('agrees with the published vectors, where they are at hand', () => {
    const names = readdirSync(join(vectors, 'input'));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const input: unknown = JSON.parse(readFileSync(join(vectors, 'input', name), 'utf8'));
      expect(canonicalJson(input), name).toBe(readFileSync(join(vectors, 'output', name), 'utf8').trimEnd());
    }
  });
});

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, shuffled(member)]),
  );
}
