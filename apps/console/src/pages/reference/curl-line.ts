import { isObject } from '../../api/json.ts';
import { type ApiDocument, type ApiOperation, memberOf, referredTo } from './api-document.ts';
import { alternativesOf } from './schema-words.ts';

type Members = Readonly<Record<string, unknown>>;

/** Deep enough for everything there is; a schema that names itself ends here. */
const maxDepth = 6;

/** The operation as a line for a shell, with a token in `$RINGWALL_TOKEN` and something in the place of what it needs. */
export function curlLine(operation: ApiOperation, { schemas }: ApiDocument, origin: string): string {
  const query = operation.parameters
    .filter(({ place, required }) => place === 'query' && required)
    .map(({ name, schema }) => `${name}=${String(exampleOf(schema, schemas))}`);
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => `<${name}>`);
  const url = `${origin}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  const method = operation.method === 'GET' ? [] : [`-X ${operation.method}`];
  const caller = operation.action === undefined ? [] : ['-H "authorization: Bearer $RINGWALL_TOKEN"'];
  const body =
    operation.body === undefined
      ? []
      : [
          "-H 'content-type: application/json'",
          `-d '${JSON.stringify(exampleOf(operation.body, schemas)).replaceAll("'", "'\\''")}'`,
        ];
  return ['curl', ...method, ...caller, ...body, `'${url}'`].join(' \\\n  ');
}

/** Something that fits the schema, with no more members than it must have. */
export function exampleOf(schema: Members, schemas: Members, depth = 0): unknown {
  if (depth > maxDepth) return {};
  const deeper = (inner: unknown) => exampleOf(isObject(inner) ? inner : {}, schemas, depth + 1);
  const name = referredTo(schema);
  if (name !== undefined) return deeper(schemas[name]);
  if (schema.default !== undefined) return schema.default;
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const [first] = alternativesOf(schema);
  if (first !== undefined) return deeper(first);
  switch (schema.type) {
    case 'object': {
      const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : [];
      const members = Object.entries(memberOf(schema, 'properties'));
      return Object.fromEntries(
        members
          .filter(([member]) => required.includes(member))
          .map(([member, inner]) => [member, deeper(inner)]),
      );
    }
    case 'array':
      return typeof schema.minItems === 'number' && schema.minItems > 0 ? [deeper(schema.items)] : [];
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' ? schema.minimum : 1;
    default:
      if (schema.format === 'date-time') return '2026-01-01T00:00:00Z';
      return '…'.repeat(typeof schema.minLength === 'number' ? Math.max(1, schema.minLength) : 1);
  }
}
