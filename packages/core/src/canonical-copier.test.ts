import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { canonicalCopier } from './canonical-copier.ts';
import { canonicalJson } from './canonical-json.ts';
import { eventData } from './event-data.ts';

/** Values that fit a schema, as far as its kind goes; patterns are of words. */
function valuesOf(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodOptional) return valuesOf(schema.unwrap());
  if (schema instanceof z.ZodObject) {
    const members = Object.entries(schema.shape).map(([key, each]) => [key, valuesOf(each)] as const);
    const required = members
      .map(([key]) => key)
      .filter((key) => !(schema.shape[key] instanceof z.ZodOptional));
    return fc.record(Object.fromEntries(members), { requiredKeys: required }).map(shuffled);
  }
  if (schema instanceof z.ZodArray) return fc.array(valuesOf(schema.element), { maxLength: 3 });
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values);
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodNumber) {
    if (schema.format === 'safeint') return fc.oneof(fc.nat(), fc.constantFrom(0, -0));
    return fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, -0, 5e-7));
  }
  if (schema instanceof z.ZodString && schema.def.checks?.some(isPattern))
    return fc.stringMatching(/^[a-z]{1,9}$/);
  const strange = fc.constantFrom('', 'x'.repeat(512), '"\\\u2028\u0000€😀');
  return fc.oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), strange);
}

function isPattern(check: unknown): boolean {
  return check instanceof z.core.$ZodCheckRegex;
}

/** The same members in another order, for the order given must not matter. */
function shuffled(value: object): object {
  return Object.fromEntries(Object.entries(value).reverse());
}

/** Something that nobody should have given: in one place, another value. */
const intruders = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, Number.NaN, Number.POSITIVE_INFINITY, -1, 2 ** 53, 1.5, '\ud800'),
  fc.constantFrom<unknown>('x'.repeat(513), [], {}, true, 10n, new Date(0), () => 0, Array(300).fill('x')),
);
const spoiled = (value: unknown, intruder: unknown, path: readonly number[]): unknown => {
  if (typeof value !== 'object' || value === null) return intruder;
  const [at = 0, ...rest] = path;
  const entries: [string, unknown][] = Object.entries(value);
  const place = at % (entries.length + 1);
  const changed = entries.map(([key, item], i): [string, unknown] => [
    key,
    i === place ? spoiled(item, intruder, rest) : item,
  ]);
  if (place === entries.length) changed.push(['another', intruder]);
  return Array.isArray(value) ? changed.map(([, item]) => item) : Object.fromEntries(changed);
};

/** What the slow way makes of a value. */
function slow(schema: z.ZodObject, value: unknown): string | undefined {
  const parsed = schema.safeParse(value);
  if (!parsed.success) return undefined;
  try {
    return canonicalJson(parsed.data);
  } catch {
    return undefined;
  }
}

describe.each(Object.entries(eventData))('a copy of the data of %s', (_, schema: z.ZodObject) => {
  const copier = canonicalCopier(schema);

  test('is spelled like its canonical JSON, and equals what the schema gives', () => {
    let sure = 0;
    fc.assert(
      fc.property(valuesOf(schema), (value) => {
        const copy = copier(value);
        if (copy === undefined) return;
        sure++;
        expect(JSON.stringify(copy)).toBe(slow(schema, value));
        expect(copy).toEqual(JSON.parse(JSON.stringify(schema.parse(value))));
      }),
      { numRuns: 50 },
    );
    expect(sure).toBeGreaterThan(0);
  });

  test('is not made of anything that the schema or canonical JSON refuse', () => {
    fc.assert(
      fc.property(
        valuesOf(schema),
        intruders,
        fc.array(fc.nat(), { maxLength: 8 }),
        (value, intruder, path) => {
          const bad = spoiled(value, intruder, path);
          const copy = copier(bad);
          if (copy !== undefined) expect(JSON.stringify(copy)).toBe(slow(schema, bad));
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a copier', () => {
  test('gives a copy that shares nothing with what it was given', () => {
    const given = { list: [{ a: 1 }] };
    const copy = canonicalCopier(z.strictObject({ list: z.array(z.strictObject({ a: z.number() })) }))(given);
    expect(copy).toEqual(given);
    expect(copy?.list).not.toBe(given.list);
    expect(copy?.list[0]).not.toBe(given.list[0]);
  });

  test.each([
    ['changes what it is given', z.strictObject({ a: z.string().trim() }), { a: ' x' }, { a: 'x' }],
    ['coerces', z.strictObject({ a: z.coerce.string() }), { a: 1 }, { a: '1' }],
    ['coerces numbers', z.strictObject({ a: z.coerce.number() }), { a: '1' }, { a: 1 }],
    ['has a format', z.strictObject({ a: z.iso.datetime() }), { a: '2026-01-02T03:04:05Z' }, undefined],
    ['has a union', z.strictObject({ a: z.union([z.literal(1), z.literal('b')]) }), { a: 'b' }, undefined],
  ])('asks a schema that %s', (_, schema, given, expected) => {
    expect(canonicalCopier(schema)(given)).toEqual(expected ?? given);
  });

  test.each([
    ['lets unknown members through', z.looseObject({ a: z.number() }), { a: 1 }],
    ['drops unknown members', z.object({ a: z.number() }), { a: 1 }],
    ['checks the whole', z.strictObject({ a: z.number() }).refine(() => true), { a: 1 }],
    ['checks a whole list', z.strictObject({ a: z.array(z.number()).min(1) }), { a: [1] }],
    ['holds any object', z.strictObject({ a: z.record(z.string(), z.number()) }), { a: { b: 1 } }],
    ['names a number', z.strictObject({ 1: z.number(), a: z.number() }), { 1: 1, a: 1 }],
    ['counts in a narrower format', z.strictObject({ a: z.int32().array() }), { a: [2 ** 40] }],
    ['excludes its bound', z.strictObject({ a: z.number().gt(1) }), { a: 1 }],
    ['wants a number of other ones', z.strictObject({ a: z.number().multipleOf(2) }), { a: 3 }],
    ['remembers where it stopped', z.strictObject({ a: z.string().regex(/x/g) }), { a: 'y' }],
  ])('leaves to the schema what %s', (_, schema, given) => {
    expect(canonicalCopier(schema)(given)).toBeUndefined();
  });
});
