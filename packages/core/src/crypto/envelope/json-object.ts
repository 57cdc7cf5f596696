import type { Json } from '../../canonical-json.ts';

/** An object of JSON: a JOSE header, a JWK. */
export type JsonObject = Readonly<Record<string, Json>>;

/** Tells an object from the other values that parsing JSON gives; not for values from elsewhere. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
