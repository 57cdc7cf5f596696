import { type Json, parseBoundedJson } from '@ringwall/core';

/** Longer bearer tokens are refused unread. */
const maxTokenLength = 8_192;

/** A signed token (RFC 7515, compact form), taken apart and not believed yet. */
export interface TokenText {
  readonly header: Readonly<Record<string, Json>>;
  readonly claims: Readonly<Record<string, Json>>;
  /** What is signed: header and claims, as they were sent. */
  readonly signed: string;
}

/** Takes a token apart; undefined for what is no signed token, or could be read in two ways. */
export function readToken(text: string): TokenText | undefined {
  if (text.length > maxTokenLength) return undefined;
  const [header = '', claims = '', signature = '', ...rest] = text.split('.');
  if (rest.length > 0 || !isBase64url(signature)) return undefined;
  const readHeader = readObject(header);
  const readClaims = readObject(claims);
  if (readHeader === undefined || readClaims === undefined) return undefined;
  return { header: readHeader, claims: readClaims, signed: `${header}.${claims}` };
}

function isBase64url(text: string): boolean {
  // Encoding back is what tells a text with stray bits in its last character, which would be a second spelling.
  return text !== '' && Buffer.from(text, 'base64url').toString('base64url') === text;
}

function readObject(encoded: string): Readonly<Record<string, Json>> | undefined {
  if (!isBase64url(encoded)) return undefined;
  try {
    const value = parseBoundedJson(Buffer.from(encoded, 'base64url'), {
      maxBytes: maxTokenLength,
      maxDepth: 8,
    });
    return isRecord(value) ? value : undefined;
  } catch {
    // Malformed, or a name twice: a reader elsewhere might see the other one.
    return undefined;
  }
}

function isRecord(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
