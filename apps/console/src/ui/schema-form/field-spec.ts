import * as z from 'zod/mini';
import type { Choice } from '../field.tsx';

// The content security policy knows no eval, and zod would try whether it does.
z.config({ jitless: true });

/** How a value is asked for. */
export type FieldKind =
  | 'text'
  | 'secret'
  | 'number'
  | 'choice'
  | 'list'
  | 'several'
  | 'check'
  | 'time'
  | 'duration'
  | 'money';

/** What a form says about one value. */
export interface FieldMeta {
  readonly label: string;
  /**
   * Where the schema does not tell: `secret`, `duration` (milliseconds), `money` (billionths of a US dollar), `choice`
   * of what only the server knows, `several` of a few that are all in sight.
   */
  readonly kind?: FieldKind;
  readonly hint?: string;
  readonly placeholder?: string;
  /** What a choice offers; without them, what the schema names. */
  readonly choices?: readonly Choice[];
  readonly suggestions?: readonly string[];
  readonly mono?: boolean;
  readonly autoComplete?: string;
  /** Behind a heading that has to be opened: few need it. */
  readonly folded?: boolean;
}

/** One value of a form: what is said about it, and how it is asked for. */
export interface FieldSpec extends FieldMeta {
  readonly name: string;
  readonly kind: FieldKind;
  readonly required: boolean;
}

/** A schema of an object whose values have a `field` each. */
export type FormSchema = z.ZodMiniObject;

const said = z.registry<FieldMeta>();

/** The schema of a value, with what a form says about it. */
export function field<Schema extends z.core.$ZodType>(schema: Schema, meta: FieldMeta): Schema {
  said.add(schema, meta);
  return schema;
}

/** The fields of a form, in the order of its schema. Values of which nothing is said have none. */
export function fieldsOf(schema: FormSchema): readonly FieldSpec[] {
  return Object.entries(schema.def.shape).flatMap(([name, value]) => {
    const meta = said.get(value);
    if (meta === undefined) return [];
    const { inner, required } = unwrapped(value);
    const choices = meta.choices ?? choicesOf(inner);
    return [{ ...meta, ...(choices && { choices }), name, required, kind: meta.kind ?? kindOf(inner) }];
  });
}

function unwrapped(schema: z.core.$ZodType): { readonly inner: z.core.$ZodType; readonly required: boolean } {
  if (schema instanceof z.core.$ZodOptional || schema instanceof z.core.$ZodDefault)
    return { inner: unwrapped(schema._zod.def.innerType).inner, required: false };
  return { inner: schema, required: true };
}

function kindOf(schema: z.core.$ZodType): FieldKind {
  if (schema instanceof z.core.$ZodEnum) return 'choice';
  if (schema instanceof z.core.$ZodNumber) return 'number';
  if (schema instanceof z.core.$ZodArray) return 'list';
  if (schema instanceof z.core.$ZodBoolean) return 'check';
  return schema instanceof z.core.$ZodISODateTime ? 'time' : 'text';
}

function choicesOf(schema: z.core.$ZodType): readonly Choice[] | undefined {
  if (!(schema instanceof z.core.$ZodEnum)) return undefined;
  return Object.values(schema._zod.def.entries).map((value) => ({
    value: String(value),
    word: String(value),
  }));
}
