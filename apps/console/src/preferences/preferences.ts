import { oneOf } from '../url-state.ts';
import { isZone, type ZoneChoice } from './zoned-time.ts';

export const themeChoices = ['system', 'dark', 'light'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

/** What somebody likes, in this browser. */
export interface Preferences {
  readonly theme: ThemeChoice;
  readonly zone: ZoneChoice;
  /** Whether single keys do something; who speaks to their computer turns them off (WCAG 2.1.4). */
  readonly keys: 'on' | 'off';
  /** Whether the overview shows the first steps while some of them are ahead. */
  readonly steps: 'shown' | 'hidden';
}

/** Keeps preferences from one visit to the next; tabs of one browser agree. */
export interface PreferenceStore {
  get(): Preferences;
  set(change: Partial<Preferences>): void;
  /** Calls back after each change. Gives what ends that. */
  onChange(listener: () => void): () => void;
}

const prefix = 'ringwall.';

/**
 * @param options.storage where they are kept; theme.js reads the theme from there before the first paint
 * @param options.root the element whose `data-theme` chooses the theme
 * @param options.onOtherTab is given what to call when another tab has written there
 */
export function createPreferences(options: {
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly root: { readonly dataset: DOMStringMap };
  readonly onOtherTab: (changed: () => void) => void;
}): PreferenceStore {
  const { storage, root } = options;
  const listeners = new Set<() => void>();
  let current = read();

  function read(): Preferences {
    const zone = kept('zone') ?? 'local';
    return {
      theme: oneOf(kept('theme'), themeChoices) ?? 'system',
      zone: isZone(zone) ? zone : 'local',
      keys: kept('keys') === 'off' ? 'off' : 'on',
      steps: kept('steps') === 'hidden' ? 'hidden' : 'shown',
    };
  }

  function kept(name: keyof Preferences): string | null {
    try {
      return storage.getItem(prefix + name);
    } catch {
      return null;
    }
  }

  function apply(next: Preferences): void {
    current = next;
    if (next.theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = next.theme;
    for (const listener of listeners) listener();
  }

  options.onOtherTab(() => apply(read()));
  return {
    get: () => current,
    set(change) {
      try {
        for (const [name, value] of Object.entries(change)) storage.setItem(prefix + name, value);
      } catch {
        // A browser that keeps nothing still does as it is told, until the page is left.
      }
      apply({ ...current, ...change });
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
