import type { Edit, Json } from '@ringwall/core';

/** Adds one reference token to an RFC 6901 pointer. */
export function pointerTo(parent: string, token: string | number): string {
  return typeof token === 'number'
    ? `${parent}/${token}`
    : `${parent}/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Calls `visit` with every string in `value` and its pointer; `skip` names member keys that are not entered. */
export function eachString(
  value: Json | undefined,
  pointer: string,
  skip: ReadonlySet<string>,
  visit: (text: string, pointer: string, key: string) => void,
  key = '',
): void {
  if (typeof value === 'string') {
    visit(value, pointer, key);
  } else if (isArray(value)) {
    for (let i = 0; i < value.length; i++) eachString(value[i], pointerTo(pointer, i), skip, visit, key);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      if (typeof member === 'string' || typeof member === 'object') {
        if (!skip.has(name)) eachString(member, pointerTo(pointer, name), skip, visit, name);
      }
    }
  }
}

/** A copy of `body` with every edit made; edits of one string are given by offsets into the original. */
export function applyEdits(body: Json, edits: readonly Edit[]): Json {
  const byPointer = new Map<string, Edit[]>();
  for (const edit of edits) {
    const list = byPointer.get(edit.pointer);
    if (list) list.push(edit);
    else byPointer.set(edit.pointer, [edit]);
  }
  return rewrite(body, '', byPointer);
}

function rewrite(value: Json, pointer: string, edits: ReadonlyMap<string, readonly Edit[]>): Json {
  if (typeof value === 'string') {
    const mine = edits.get(pointer);
    return mine ? editText(value, mine) : value;
  }
  if (isArray(value)) return value.map((item, i) => rewrite(item, pointerTo(pointer, i), edits));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, rewrite(member, pointerTo(pointer, key), edits)]),
    );
  }
  return value;
}

/** Replaces the edits' ranges, which must not overlap, from the last to the first. */
export function editText(
  text: string,
  edits: readonly Pick<Edit, 'start' | 'end' | 'replacement'>[],
): string {
  let out = text;
  for (const edit of [...edits].sort((a, b) => b.start - a.start)) {
    out = out.slice(0, edit.start) + edit.replacement + out.slice(edit.end);
  }
  return out;
}

/** The member of an object, or undefined for anything that is not one. Own members only. */
export function member(value: Json | undefined, key: string): Json | undefined {
  return typeof value === 'object' && value !== null && !isArray(value) && Object.hasOwn(value, key)
    ? value[key]
    : undefined;
}

export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
