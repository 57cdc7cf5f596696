import type { Json } from './canonical-json.ts';
import { CoreError } from './errors.ts';

/** Bounds for text from outside; the defaults suit one API request. */
export interface JsonLimits {
  readonly maxBytes?: number;
  readonly maxDepth?: number;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses JSON (RFC 8259) that someone else wrote. Beyond `JSON.parse` it refuses invalid UTF-8, more than
 * `maxBytes`, more than `maxDepth` levels, and an object that names a key twice, because a reader behind us
 * could then see another document than the one that was inspected. `__proto__` stays an ordinary own key.
 * @throws CoreError core/utf8-invalid, core/json-malformed, core/json-duplicate-key, core/json-too-deep,
 * core/json-too-large
 */
export function parseBoundedJson(input: Uint8Array | string, limits: JsonLimits = {}): Json {
  const maxBytes = limits.maxBytes ?? 1 << 20;
  const maxDepth = limits.maxDepth ?? 64;
  if (input.length > maxBytes) {
    throw new CoreError('core/json-too-large', `The document is over ${maxBytes} bytes.`);
  }
  const text = typeof input === 'string' ? input : decodeUtf8(input);
  const colons = countColons(text, maxDepth);
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    // V8's message quotes the text around the fault, which may be a secret: only the fact is passed on.
    throw new CoreError('core/json-malformed', 'The document is not JSON.');
  }
  // Every member of every object has one colon outside strings; a key written twice leaves one member over.
  if (colons !== countMembers(value)) {
    throw new CoreError('core/json-duplicate-key', 'An object in the document names the same key twice.');
  }
  return value;
}

/** Decodes strictly. @throws CoreError core/utf8-invalid */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new CoreError('core/utf8-invalid', 'The bytes are not valid UTF-8.', { cause });
  }
}

/** Counts colons outside strings and checks the depth on the way, before anything recursive sees the text. */
function countColons(text: string, maxDepth: number): number {
  let colons = 0;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x22: // "
        i = endOfString(text, i);
        break;
      case 0x3a: // :
        colons++;
        break;
      case 0x7b: // {
      case 0x5b: // [
        if (++depth > maxDepth) {
          throw new CoreError('core/json-too-deep', `The document is nested over ${maxDepth} levels.`);
        }
        break;
      case 0x7d: // }
      case 0x5d: // ]
        depth--;
        break;
    }
  }
  return colons;
}

/** Index of the quote that closes the string opened at `open`; the text's end when none does. */
function endOfString(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close !== -1) {
    let slashes = 0;
    while (text.charCodeAt(close - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return close;
    close = text.indexOf('"', close + 1);
  }
  return text.length;
}

function countMembers(value: Json): number {
  let members = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object' && item !== null) members += countMembers(item);
  } else if (typeof value === 'object' && value !== null) {
    const items = Object.values(value);
    members += items.length;
    for (const item of items) if (typeof item === 'object' && item !== null) members += countMembers(item);
  }
  return members;
}
