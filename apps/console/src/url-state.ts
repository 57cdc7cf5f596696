import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';

export type UrlPatch = Readonly<Record<string, string | undefined>>;

/** The search string with `patch` applied: undefined or '' removes; names come in one order, so equal states look equal. */
export function patchSearch(search: string, patch: UrlPatch): string {
  const params = new URLSearchParams(search);
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined || value === '') params.delete(name);
    else params.set(name, value);
  }
  params.sort();
  return params.toString();
}

/** A path with a search string, without the lonely `?`. */
export function href(path: string, search: UrlPatch | string = {}): string {
  const text = typeof search === 'string' ? search : patchSearch('', search);
  return text === '' ? path : `${path}?${text}`;
}

/** The search string as state: what a page shows is in its address, so that it can be sent to a colleague. */
export function useUrlState(): readonly [URLSearchParams, (patch: UrlPatch) => void] {
  const [params, setParams] = useSearchParams();
  const text = params.toString();
  const stable = useMemo(() => new URLSearchParams(text), [text]);
  const patch = useCallback(
    (change: UrlPatch) => setParams((now) => patchSearch(now.toString(), change), { replace: true }),
    [setParams],
  );
  return [stable, patch];
}

/** The value when it is one of `known`, else undefined: an address is written by anyone. */
export function oneOf<Value extends string>(
  value: string | null | undefined,
  known: readonly Value[],
): Value | undefined {
  return known.find((candidate) => candidate === value);
}
