import { CoreError } from './errors.ts';

/** Any value JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The one spelling of a JSON value (RFC 8785): keys sorted by UTF-16 code units, no white space, numbers as
 * ECMAScript prints them. Members whose value is `undefined` are left out, as `JSON.stringify` does.
 * @throws CoreError core/json-not-canonical for what I-JSON (RFC 7493) cannot carry: NaN, infinities, lone
 * surrogates, functions, bigints, cycles and nesting below 256 levels.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      if (!Number.isFinite(value)) throw notCanonical(`the number ${value}`);
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      break;
    default:
      throw notCanonical(`a ${typeof value}`);
  }
  if (value === null) return 'null';
  if (depth >= 256) throw notCanonical('nesting below 256 levels, or a cycle,');
  if (Array.isArray(value)) {
    let out = '[';
    for (let i = 0; i < value.length; i++) out += (i === 0 ? '' : ',') + write(value[i], depth + 1);
    return `${out}]`;
  }
  let out = '{';
  // Default sort compares UTF-16 code units, which is the order RFC 8785 asks for.
  for (const [key, member] of Object.entries(value).sort(byKey)) {
    if (member === undefined) continue;
    out += `${(out.length === 1 ? '' : ',') + quote(key)}:${write(member, depth + 1)}`;
  }
  return `${out}}`;
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}

function quote(text: string): string {
  if (!text.isWellFormed()) throw notCanonical('a string with a lone surrogate');
  return JSON.stringify(text);
}

function notCanonical(what: string): CoreError {
  return new CoreError('core/json-not-canonical', `Canonical JSON cannot carry ${what}.`);
}
