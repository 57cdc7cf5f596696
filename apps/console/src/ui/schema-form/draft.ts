import * as z from 'zod/mini';
import type { ZonedTimes } from '../../preferences/zoned-time.ts';
import { parseDuration, writeDuration } from '../duration.ts';
import { parseMoney } from '../money.ts';
import { wordsOf } from '../word-list.ts';
import { type FieldKind, type FieldSpec, type FormSchema, fieldsOf } from './field-spec.ts';

/** What somebody has filled in so far, as it stands in the fields. */
export type Draft = Readonly<Record<string, string | boolean>>;

/** What a form comes to: its value, or by name what is wrong, in sentences. */
export type Reading<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: Readonly<Record<string, string>> };

/** A draft that holds what is there already, in the words of its fields. */
export function draftOf(
  schema: FormSchema,
  values: Readonly<Record<string, unknown>>,
  times: ZonedTimes,
): Draft {
  return Object.fromEntries(
    fieldsOf(schema).map((spec) => [spec.name, written(spec, values[spec.name], times)]),
  );
}

function written({ kind, required, choices = [] }: FieldSpec, value: unknown, times: ZonedTimes) {
  if (kind === 'check') return value === true;
  if (value === undefined) return kind === 'choice' && required ? (choices[0]?.value ?? '') : '';
  if (Array.isArray(value)) return value.join(', ');
  if (kind === 'time') return times.field(new Date(String(value)));
  if (kind === 'duration') return writeDuration(Number(value));
  if (kind === 'money') return String(Number(value) / 1e9);
  return String(value);
}

/** Reads a draft as its schema wants it. What is empty counts as not given. */
export function readDraft<Schema extends FormSchema>(
  schema: Schema,
  draft: Draft,
  times: ZonedTimes,
): Reading<z.output<Schema>> {
  const specs = fieldsOf(schema);
  const values: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  for (const { name, kind, required } of specs) {
    const value = typed(kind, draft[name] ?? '', times) ?? (kind === 'check' && required ? false : undefined);
    if (value === unreadable) problems[name] = unreadables[kind] ?? 'This cannot be read.';
    else if (value !== undefined) values[name] = value;
  }
  const result = z.safeParse(schema, values, { error: () => silent });
  if (result.success && Object.keys(problems).length === 0) return { ok: true, value: result.data };
  for (const issue of result.error?.issues ?? []) {
    const spec = specs.find(({ name }) => name === String(issue.path[0]));
    if (spec) problems[spec.name] ??= sentenceOf(issue, spec);
  }
  return { ok: false, problems };
}

const unreadable = Symbol('unreadable');

const unreadables: Readonly<Partial<Record<FieldKind, string>>> = {
  number: 'Write a number, such as 600.',
  time: 'Choose a day and a time.',
  duration: 'Write a number and a unit: s, min, h or d. For example 15 min.',
  money: 'Write an amount in US dollars, such as 50 or 0.25.',
};

function typed(kind: FieldKind, entered: string | boolean, times: ZonedTimes): unknown {
  if (kind === 'check') return entered === true ? true : undefined;
  if (kind === 'secret') return entered === '' ? undefined : entered;
  const text = String(entered).trim();
  if (text === '') return undefined;
  switch (kind) {
    case 'number':
      return /^-?\d{1,12}(?:\.\d{1,6})?$/.test(text.replaceAll(/[\s,_]/g, ''))
        ? Number(text.replaceAll(/[\s,_]/g, ''))
        : unreadable;
    case 'list':
    case 'several':
      return wordsOf(text);
    case 'time':
      return times.read(text)?.toISOString() ?? unreadable;
    case 'duration':
      return parseDuration(text) ?? unreadable;
    case 'money':
      return parseMoney(text) ?? unreadable;
    default:
      return text;
  }
}

/** What zod says of a value of which the schema says nothing itself. */
const silent = 'Invalid input';

function sentenceOf(issue: z.core.$ZodIssue, { kind }: FieldSpec): string {
  if (issue.message !== '' && issue.message !== silent) return issue.message;
  const of = (amount: number | bigint, unit: string) => `${amount} ${unit}${Number(amount) === 1 ? '' : 's'}`;
  const unit = kind === 'list' ? 'entry' : 'character';
  const counted = kind === 'text' || kind === 'secret' || kind === 'list';
  switch (issue.code) {
    case 'invalid_type':
      return 'Fill this in.';
    case 'too_small':
      return counted
        ? `At least ${of(issue.minimum, unit)}.`.replace('entrys', 'entries')
        : `At least ${issue.minimum}.`;
    case 'too_big':
      return counted
        ? `At most ${of(issue.maximum, unit)}.`.replace('entrys', 'entries')
        : `At most ${issue.maximum}.`;
    case 'invalid_value':
      return 'Choose one of what there is.';
    default:
      return 'This is not written as it has to be.';
  }
}
