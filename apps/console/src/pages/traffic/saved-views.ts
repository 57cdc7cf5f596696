import { isObject, readJson } from '../../api/json.ts';

/** A list somebody comes back to: its name, and its address. */
export interface SavedView {
  readonly name: string;
  /** The search of the address, as `filterKey` spells it. */
  readonly search: string;
}

/** Views that everybody begins with. */
export const givenViews: readonly SavedView[] = [
  { name: 'All requests', search: '' },
  { name: 'Blocked', search: 'decision=block' },
  { name: 'Redacted', search: 'decision=redact' },
  { name: 'Upstream errors', search: 'state=upstream-error' },
  { name: 'Slowest of the day', search: 'sort=slowest&window=24h' },
  { name: 'Costliest of the day', search: 'sort=costliest&window=24h' },
];

const name = 'ringwall.traffic-views';
const maxViews = 50;

/** What this browser keeps; nothing where it keeps nothing, or nothing that makes sense. */
export function readViews(storage: Pick<Storage, 'getItem'>): readonly SavedView[] {
  try {
    const kept = readJson(storage.getItem(name) ?? '')?.value;
    return Array.isArray(kept) ? kept.flatMap(viewOf).slice(0, maxViews) : [];
  } catch {
    return [];
  }
}

function viewOf(value: unknown): readonly SavedView[] {
  if (!isObject(value)) return [];
  const { name: given, search } = value;
  const isView =
    typeof given === 'string' && given !== '' && given.length <= 80 && typeof search === 'string';
  return isView && search.length <= 2_000 ? [{ name: given, search }] : [];
}

/** The views with this one, under a name that was there before in its place. */
export function withView(views: readonly SavedView[], view: SavedView): readonly SavedView[] {
  return [...withoutView(views, view.name), view].slice(-maxViews);
}

export function withoutView(views: readonly SavedView[], gone: string): readonly SavedView[] {
  return views.filter((each) => each.name !== gone);
}

/** Keeps them until they are changed; not at all where the browser does not let us. */
export function writeViews(storage: Pick<Storage, 'setItem'>, views: readonly SavedView[]): void {
  try {
    storage.setItem(name, JSON.stringify(views));
  } catch {
    // Shown until the page is left.
  }
}
