import { parseBoundedJson } from '../bounded-json.ts';

/** One of the names that a certificate is good for (RFC 5280, section 4.2.1.6). */
export interface AlternativeName {
  readonly kind: 'dns' | 'ip' | 'uri' | 'other';
  readonly value: string;
}

const kinds: ReadonlyMap<string, AlternativeName['kind']> = new Map([
  ['DNS', 'dns'],
  ['IP Address', 'ip'],
  ['URI', 'uri'],
]);
const maxLength = 1 << 16;

/**
 * Reads the names as Node writes them: `DNS:a.example, URI:spiffe://…`, where a value that could be mistaken for more
 * than one name is a JSON string. None at all where the text is not of that form, so that no part of a name that somebody
 * chose is ever taken for another name.
 */
export function alternativeNames(text: string | undefined): readonly AlternativeName[] {
  if (text === undefined || text === '' || text.length > maxLength) return [];
  const names: AlternativeName[] = [];
  for (let at = 0; at <= text.length; ) {
    const colon = text.indexOf(':', at);
    if (colon === -1) return [];
    const end = text[colon + 1] === '"' ? endOfString(text, colon + 1) : endOfPlain(text, colon + 1);
    if (end === undefined) return [];
    const value = unquoted(text.slice(colon + 1, end));
    if (value === undefined) return [];
    names.push({ kind: kinds.get(text.slice(at, colon)) ?? 'other', value });
    if (end === text.length) return names;
    if (!text.startsWith(', ', end)) return [];
    at = end + 2;
  }
  return [];
}

function endOfPlain(text: string, from: number): number {
  const comma = text.indexOf(', ', from);
  return comma === -1 ? text.length : comma;
}

/** Behind the quote that ends the string which begins at `from`. */
function endOfString(text: string, from: number): number | undefined {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return undefined;
}

function unquoted(written: string): string | undefined {
  if (!written.startsWith('"')) return written.includes('"') ? undefined : written;
  try {
    const value = parseBoundedJson(written);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
