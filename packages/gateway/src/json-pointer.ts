import type { Edit, Json } from '@ringwall/core';

/** Adds one reference token to an RFC 6901 pointer. */
export function pointerTo(parent: string, token: string | number): string {
  return typeof token === 'number'
    ? `${parent}/${token}`
    : `${parent}/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** What a member that holds a word of a protocol may hold without being text: `tool_use`, `chat.completion`. */
const word = /^[a-z][a-z._]{0,31}$/;
/** A member's name that is too short, or too plain, to say anything or to be a credential. */
const plainName = /^(?:[\w-]{1,8}|[A-Za-z_-]{1,24})$/;

/** `key` is the member a string is in; undefined for the name of a member. */
type Visit<Key> = (text: string, pointer: string, key: Key) => void;

/**
 * Calls `visit` with every string in `value` and its pointer. `words` names the members that hold words of the
 * protocol: such a word is left out there, and anything else is not.
 */
export function eachString(
  value: Json | undefined,
  pointer: string,
  words: ReadonlySet<string>,
  visit: Visit<string>,
  key = '',
): void {
  if (typeof value === 'string') {
    if (!words.has(key) || !word.test(value)) visit(value, pointer, key);
  } else if (isArray(value)) {
    for (let i = 0; i < value.length; i++) eachString(value[i], pointerTo(pointer, i), words, visit, key);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      if (typeof member === 'string' || typeof member === 'object') {
        eachString(member, pointerTo(pointer, name), words, visit, name);
      }
    }
  }
}

/** Calls `visit` with the name of every member that could say something, and the pointer of the object it is in. */
function eachName(value: Json | undefined, pointer: string, visit: Visit<undefined>): void {
  if (isArray(value)) {
    for (let i = 0; i < value.length; i++) eachName(value[i], pointerTo(pointer, i), visit);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      if (!plainName.test(name)) visit(name, pointer, undefined);
      if (typeof member === 'object') eachName(member, pointerTo(pointer, name), visit);
    }
  }
}

/** Every string and every name that says something: whatever a reader of the document could be told. */
export function eachText(
  value: Json | undefined,
  pointer: string,
  words: ReadonlySet<string>,
  visit: Visit<string | undefined>,
): void {
  eachString(value, pointer, words, visit);
  eachName(value, pointer, visit);
}

/**
 * A copy of `body` with every edit made; edits of one string are given by offsets into the original. Undefined
 * where an edit has no string to be made in: it is about the name of a member.
 */
export function applyEdits(body: Json, edits: readonly Edit[]): Json | undefined {
  const byPointer = new Map<string, Edit[]>();
  for (const edit of edits) {
    const list = byPointer.get(edit.pointer);
    if (list) list.push(edit);
    else byPointer.set(edit.pointer, [edit]);
  }
  const edited = rewrite(body, '', byPointer);
  return byPointer.size === 0 ? edited : undefined;
}

/** Takes the edits it makes out of `edits`. */
function rewrite(value: Json, pointer: string, edits: Map<string, readonly Edit[]>): Json {
  if (typeof value === 'string') {
    const mine = edits.get(pointer);
    edits.delete(pointer);
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

/** Replaces the edits' ranges, which must not overlap. */
export function editText(
  text: string,
  edits: readonly Pick<Edit, 'start' | 'end' | 'replacement'>[],
): string {
  let out = '';
  let kept = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    out += text.slice(kept, edit.start) + edit.replacement;
    kept = edit.end;
  }
  return out + text.slice(kept);
}

/** The member of an object, or undefined for anything that is not one. Own members only. */
export function member(value: Json | undefined, key: string): Json | undefined {
  return typeof value === 'object' && value !== null && !isArray(value) && Object.hasOwn(value, key)
    ? value[key]
    : undefined;
}

/** A copy of an object that lacks one member. */
export function without(value: Json, key: string): Json {
  return isObject(value) ? Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)) : value;
}

export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
