import type { ClaimPath } from './token-issuer.ts';

const maxTextLength = 512;
const maxGroups = 1_024;

/** The claim at the end of a path through the claims' own members. */
function readClaim(claims: unknown, path: ClaimPath): unknown {
  let value = claims;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = new Map<string, unknown>(Object.entries(value)).get(name);
  }
  return value;
}

/** A text of 1 to 512 characters; undefined for anything else. */
export function readText(claims: unknown, path: ClaimPath): string | undefined {
  return asText(readClaim(claims, path));
}

/** One group or a list of at most 1,024; none where the claim is not there, undefined where it is something else. */
export function readGroups(claims: unknown, path: ClaimPath): readonly string[] | undefined {
  const value = readClaim(claims, path);
  if (value === undefined) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const groups = list.flatMap((item) => asText(item) ?? []);
  return list.length <= maxGroups && groups.length === list.length ? groups : undefined;
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= maxTextLength ? value : undefined;
}
