import { isObject } from '../../api/json.ts';
import { referredTo } from './api-document.ts';

/** More alternatives are not read, they are opened. */
const maxNamed = 6;

type Members = Readonly<Record<string, unknown>>;

/** What a schema takes, in a few words: `integer, 1 to 500`, `list of KeySummary`, `"a" or "b"`. */
export function schemaWords(schema: Members): string {
  const name = referredTo(schema);
  if (name !== undefined) return name;
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((each) => JSON.stringify(each)).join(' or ');
  const alternatives = alternativesOf(schema);
  if (alternatives.length > maxNamed) return `one of ${alternatives.length}`;
  if (alternatives.length > 0) return [...new Set(alternatives.map(schemaWords))].join(' or ');
  if (schema.type === 'array')
    return `list of ${isObject(schema.items) ? schemaWords(schema.items) : 'anything'}`;
  if (schema.type === 'object') {
    const { additionalProperties: values } = schema;
    return isObject(values) && !('properties' in schema) ? `map to ${schemaWords(values)}` : 'object';
  }
  if (typeof schema.type !== 'string') return 'anything';
  return [
    typeof schema.format === 'string' ? schema.format : schema.type,
    boundsOf(schema),
    defaultOf(schema),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** What a schema may be one of. */
export function alternativesOf(schema: Members): readonly Members[] {
  const given = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  return Array.isArray(given) ? given.filter(isObject) : [];
}

function boundsOf({ minimum, maximum, maxLength }: Members): string {
  if (typeof minimum === 'number' && typeof maximum === 'number') return `${minimum} to ${maximum}`;
  if (typeof minimum === 'number') return `from ${minimum}`;
  if (typeof maximum === 'number') return `up to ${maximum}`;
  return typeof maxLength === 'number' ? `up to ${maxLength} characters` : '';
}

function defaultOf(schema: Members): string {
  return schema.default === undefined ? '' : `${JSON.stringify(schema.default)} where left out`;
}
