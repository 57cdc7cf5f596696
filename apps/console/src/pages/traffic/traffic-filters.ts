import type { RequestFilters } from '../../api/request-filters.ts';
import { readWindow, windowBegin } from '../../ui/window-links.tsx';
import { oneOf } from '../../url-state.ts';

/** Names in the address that filter by a text as it stands there. */
const textNames = [
  ...(['project', 'route', 'key', 'who', 'model'] as const),
  ...(['rule', 'conversation', 'text'] as const),
] as const;

/** Names in the address that decide which rows are shown; `request` and what comes later do not. */
export const filterNames = [
  ...textNames,
  ...(['decision', 'state', 'protocol', 'minLatencyMs', 'minDollars', 'from', 'to', 'window'] as const),
] as const;

export const decisions = ['allow', 'flag', 'redact', 'require-approval', 'block'] as const;
export const states = [
  ...(['open', 'completed', 'blocked', 'upstream-error', 'upstream-timeout'] as const),
  ...(['client-disconnected', 'not-recorded', 'aborted', 'revoked', 'contained', 'failed'] as const),
] as const;
export const protocols = ['openai', 'anthropic'] as const;
export const sorts = ['newest', 'oldest', 'slowest', 'costliest'] as const;
export type Sort = (typeof sorts)[number];

/** A filter of the server, and the order. */
export interface TrafficQuery extends RequestFilters {
  readonly decision?: (typeof decisions)[number];
  readonly state?: (typeof states)[number];
  readonly protocol?: (typeof protocols)[number];
  readonly sort: Sort;
}

/** The filters the address asks for. A window is relative to `nowMs`; exact times win over it. */
export function readFilters(params: URLSearchParams, nowMs: number): TrafficQuery {
  const window = readWindow(params);
  const to = timeOf(params.get('to'));
  const from =
    timeOf(params.get('from')) ??
    (window && to === undefined ? windowBegin(window, nowMs).toISOString() : undefined);
  const minLatencyMs = numberOf(params.get('minLatencyMs'));
  const minDollars = numberOf(params.get('minDollars'));
  const decision = oneOf(params.get('decision'), decisions);
  const state = oneOf(params.get('state'), states);
  const protocol = oneOf(params.get('protocol'), protocols);
  const texts = Object.fromEntries(
    textNames.flatMap((name) => {
      const value = params.get(name)?.trim();
      return value ? [[name, value.slice(0, name === 'text' ? 128 : 256)]] : [];
    }),
  );
  return {
    ...texts,
    ...(decision && { decision }),
    ...(state && { state }),
    ...(protocol && { protocol }),
    ...(minLatencyMs !== undefined && { minLatencyMs }),
    ...(minDollars !== undefined && { minDollars }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    sort: readSort(params),
  };
}

export function readSort(params: URLSearchParams): Sort {
  return oneOf(params.get('sort'), sorts) ?? 'newest';
}

/** Whether what comes now belongs on top. */
export function isLive(params: URLSearchParams): boolean {
  return readSort(params) === 'newest';
}

/** The part of the address that decides which rows are shown, in one spelling. */
export function filterKey(params: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of [...filterNames, 'sort']) {
    const value = params.get(name);
    if (value) kept.set(name, value);
  }
  return kept.toString();
}

/** Whether the address narrows the list at all. */
export function isFiltered(params: URLSearchParams): boolean {
  return filterNames.some((name) => params.get(name));
}

function timeOf(text: string | null): string | undefined {
  return text && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : undefined;
}

/** A number of an address, which is written by anyone; undefined for what is none that can be asked for. */
function numberOf(text: string | null): number | undefined {
  const value = text ? Number(text) : Number.NaN;
  return value > 0 && value <= 1e6 ? value : undefined;
}
