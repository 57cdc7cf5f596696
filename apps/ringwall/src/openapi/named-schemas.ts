import { type ZodType, z } from 'zod';
import { isMembers, type JsonSchema } from './json-schema.ts';

/** `input`: what a caller may send. `output`: what the server answers. */
export type Direction = 'input' | 'output';

export interface NamedSchemas {
  /** The schema as JSON Schema; what has a name of its own is a reference to `components/schemas`. */
  add(schema: ZodType, direction: Direction): JsonSchema;
  /** Everything that was named, by name. */
  all(): Readonly<Record<string, JsonSchema>>;
}

const definitions = '#/$defs/';
const components = '#/components/schemas/';

/**
 * Collects the schemas that carry an id (`.meta({ id })`) while others are written in JSON Schema.
 * @throws Error where two different schemas have one name, or one cannot be said in JSON Schema.
 */
export function namedSchemas(): NamedSchemas {
  const named = new Map<string, JsonSchema>();
  const keep = (name: string, schema: JsonSchema) => {
    const known = named.get(name);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema))
      throw new Error(`Two different schemas have the name ${name}.`);
    named.set(name, schema);
  };
  return {
    add(schema, direction) {
      const {
        $schema: _,
        $defs = {},
        ...written
      } = z.toJSONSchema(schema, {
        ...{ target: 'draft-2020-12', io: direction, unrepresentable: 'throw' },
        override: ({ jsonSchema }) => plainer(jsonSchema),
      });
      for (const [name, part] of Object.entries($defs)) keep(name, referring(part));
      return referring(written);
    },
    all: () => Object.fromEntries([...named].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Without what says nothing to a reader: bounds of the number type, and patterns that a format names already. */
function plainer(schema: {
  maximum?: unknown;
  minimum?: unknown;
  format?: unknown;
  pattern?: unknown;
  propertyNames?: unknown;
}): void {
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.format === 'date-time' || schema.format === 'date') delete schema.pattern;
  if (JSON.stringify(schema.propertyNames) === '{"type":"string"}') delete schema.propertyNames;
}

/** The same schema with its references leading to the document's components. */
function referring(schema: unknown): JsonSchema {
  const copy = copied(schema);
  return isMembers(copy) ? copy : {};
}

function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (!isMembers(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) =>
      name === '$ref' && typeof inner === 'string' && inner.startsWith(definitions)
        ? [name, components + inner.slice(definitions.length)]
        : [name, copied(inner)],
    ),
  );
}
