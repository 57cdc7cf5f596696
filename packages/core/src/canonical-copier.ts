import { z } from 'zod';

/** For a value that the schema refuses, or that only the schema itself can judge. */
const unsure: unique symbol = Symbol('unsure');

type Copier = (value: unknown) => unknown;

/**
 * The quick way through a schema for what is valid, which is nearly everything. Gives a copy of the value: it equals
 * what the schema would give, `JSON.stringify` of it is its canonical JSON (RFC 8785), and nobody else holds a part of
 * it. Gives undefined where it is not sure: the schema and `canonicalJson` then decide, and know what to say. Schemas of
 * kinds that this does not know are asked for each value, and are trusted with words and numbers only.
 */
export function canonicalCopier<Schema extends z.ZodObject>(
  schema: Schema,
): (value: unknown) => z.output<Schema> | undefined {
  const copy = objectCopier(schema);
  return (value) => {
    const copied = copy(value);
    return fits(schema, copied) ? copied : undefined;
  };
}

/** What a copier is sure of is what its schema gives: the tests compare the two. */
function fits<Schema extends z.ZodObject>(_schema: Schema, copied: unknown): copied is z.output<Schema> {
  return copied !== unsure;
}

function copierOf(schema: z.core.$ZodType): Copier {
  if (schema instanceof z.ZodObject) return objectCopier(schema);
  if (schema instanceof z.ZodArray) return arrayCopier(schema);
  if (schema instanceof z.ZodString) return stringCopier(schema);
  if (schema instanceof z.ZodNumber) return numberCopier(schema);
  if (schema instanceof z.ZodEnum || schema instanceof z.ZodLiteral) return wordCopier(schema);
  if (schema instanceof z.ZodBoolean && plain(schema) && !schema.def.coerce) {
    return (value) => (typeof value === 'boolean' ? value : unsure);
  }
  return askingCopier(schema);
}

interface Member {
  readonly key: string;
  readonly optional: boolean;
  readonly copy: Copier;
}

function objectCopier(schema: z.ZodObject): Copier {
  const keys = Object.keys(schema.shape).sort();
  // Objects put keys like "1" first, whatever the order they were given in.
  const ordered = keys.every((key) => !/^\d/.test(key) && key !== '__proto__');
  if (!(schema.def.catchall instanceof z.ZodNever) || !plain(schema) || !ordered) return () => unsure;
  const members: Member[] = [];
  for (const key of keys) {
    const member: z.core.$ZodType | undefined = schema.shape[key];
    if (member === undefined) return () => unsure;
    const optional = member instanceof z.ZodOptional;
    members.push({ key, optional, copy: copierOf(optional ? member.unwrap() : member) });
  }
  return (value) => {
    if (!isRecord(value)) return unsure;
    const copy: Record<string, unknown> = {};
    let present = 0;
    for (const member of members) {
      const given = value[member.key];
      if (given === undefined) {
        if (member.optional) continue;
        return unsure;
      }
      const copied = member.copy(given);
      if (copied === unsure) return unsure;
      copy[member.key] = copied;
      present++;
    }
    // One more is a member that the schema does not name, or one that is there and undefined.
    return Object.keys(value).length === present ? copy : unsure;
  };
}

function arrayCopier(schema: z.ZodArray<z.core.$ZodType>): Copier {
  let maxLength = Number.POSITIVE_INFINITY;
  for (const check of schema.def.checks ?? []) {
    if (!(check instanceof z.core.$ZodCheckMaxLength)) return () => unsure;
    maxLength = Math.min(maxLength, check._zod.def.maximum);
  }
  const copyItem = copierOf(schema.element);
  return (value) => {
    if (!Array.isArray(value) || value.length > maxLength) return unsure;
    const copy: unknown[] = [];
    for (const item of value) {
      const copied = copyItem(item);
      if (copied === unsure) return unsure;
      copy.push(copied);
    }
    return copy;
  };
}

function stringCopier(schema: z.ZodString): Copier {
  const patterns: RegExp[] = [];
  let maxLength = Number.POSITIVE_INFINITY;
  for (const check of schema.def.checks ?? []) {
    if (check instanceof z.core.$ZodCheckMaxLength) maxLength = Math.min(maxLength, check._zod.def.maximum);
    else if (check instanceof z.core.$ZodCheckRegex) patterns.push(check._zod.def.pattern);
    else return askingCopier(schema);
  }
  // Those remember where they stopped.
  if (schema.def.coerce || patterns.some(({ global, sticky }) => global || sticky))
    return askingCopier(schema);
  return (value) => {
    if (typeof value !== 'string' || value.length > maxLength || !value.isWellFormed()) return unsure;
    for (const pattern of patterns) if (!pattern.test(value)) return unsure;
    return value;
  };
}

function numberCopier(schema: z.ZodNumber): Copier {
  let min = Number.NEGATIVE_INFINITY;
  let max = Number.POSITIVE_INFINITY;
  for (const check of schema.def.checks ?? []) {
    if (check instanceof z.core.$ZodCheckGreaterThan && inclusive(check))
      min = Math.max(min, Number(check._zod.def.value));
    else if (check instanceof z.core.$ZodCheckLessThan && inclusive(check))
      max = Math.min(max, Number(check._zod.def.value));
    else if (!(check instanceof z.ZodNumberFormat) || check.format !== 'safeint') return askingCopier(schema);
  }
  const integer = schema.format === 'safeint';
  if ((!integer && schema.format !== null) || schema.def.coerce) return askingCopier(schema);
  return (value) => {
    if (typeof value !== 'number' || !(value >= min && value <= max)) return unsure;
    if (integer ? !Number.isSafeInteger(value) : !Number.isFinite(value)) return unsure;
    // JSON has no negative zero.
    return value === 0 ? 0 : value;
  };
}

function wordCopier(schema: z.ZodEnum | z.ZodLiteral): Copier {
  const words: ReadonlySet<unknown> = schema instanceof z.ZodEnum ? new Set(schema.options) : schema.values;
  if (!plain(schema) || words.has(undefined)) return askingCopier(schema);
  return (value) => (words.has(value) && typeof value !== 'bigint' ? value : unsure);
}

function askingCopier(schema: z.core.$ZodType): Copier {
  return (value) => {
    const parsed = z.safeParse(schema, value);
    if (!parsed.success) return unsure;
    const { data } = parsed;
    if (typeof data === 'string') return data.isWellFormed() ? data : unsure;
    if (typeof data === 'number') return Number.isFinite(data) ? data + 0 : unsure;
    return typeof data === 'boolean' ? data : unsure;
  };
}

function plain(schema: { readonly def: { readonly checks?: readonly unknown[] | undefined } }): boolean {
  return (schema.def.checks ?? []).length === 0;
}

function inclusive(check: z.core.$ZodCheckGreaterThan | z.core.$ZodCheckLessThan): boolean {
  return check._zod.def.inclusive;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
