/**
 * Reads JSON text for display and tells text from value; `undefined` when it is not JSON. The server's bounded
 * parser needs Node; here the text came from our own origin, is bounded by it, and only ever becomes text nodes.
 */
export function readJson(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    return undefined;
  }
}

/** True for what has members: not null, not an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
