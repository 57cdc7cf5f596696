import { describe, expect, test } from 'vitest';
import { createPreferences } from './preferences.ts';

function browser(kept: Readonly<Record<string, string>> = {}) {
  const values = new Map(Object.entries(kept));
  const root: { readonly dataset: DOMStringMap } = { dataset: {} };
  let changed = () => {};
  const open = () =>
    createPreferences({
      storage: {
        getItem: (name) => values.get(name) ?? null,
        setItem: (name, value) => void values.set(name, value),
      },
      root,
      onOtherTab: (listener) => {
        changed = listener;
      },
    });
  return { values, root, open, otherTab: () => changed() };
}

describe('preferences', () => {
  test('are the system and this machine as long as nobody chose', () => {
    expect(browser().open().get()).toEqual({ theme: 'system', zone: 'local', keys: 'on', steps: 'shown' });
  });

  test('are there at the next visit', () => {
    const it = browser();
    it.open().set({ theme: 'light', zone: 'Europe/Berlin', keys: 'off', steps: 'hidden' });
    expect(it.open().get()).toEqual({ theme: 'light', zone: 'Europe/Berlin', keys: 'off', steps: 'hidden' });
  });

  test('put the theme where the style looks for it, and take it away for the system', () => {
    const it = browser();
    const store = it.open();
    store.set({ theme: 'dark' });
    expect(it.root.dataset.theme).toBe('dark');
    store.set({ theme: 'system' });
    expect(it.root.dataset).not.toHaveProperty('theme');
  });

  test('that are none of those there are count as not chosen', () => {
    const store = browser({
      'ringwall.theme': 'neon',
      'ringwall.zone': 'Mars/Olympus',
      'ringwall.keys': '?',
    });
    expect(store.open().get()).toEqual({ theme: 'system', zone: 'local', keys: 'on', steps: 'shown' });
  });

  test('follow another tab and tell whoever listens, until they stop', () => {
    const it = browser();
    const store = it.open();
    let told = 0;
    const stop = store.onChange(() => told++);
    it.values.set('ringwall.theme', 'light');
    it.otherTab();
    expect(store.get().theme).toBe('light');
    stop();
    store.set({ theme: 'dark' });
    expect(told).toBe(1);
  });

  test('hold until the page is left where the browser keeps nothing', () => {
    const refuses = () => {
      throw new Error('denied');
    };
    const store = createPreferences({
      storage: { getItem: refuses, setItem: refuses },
      root: { dataset: {} },
      onOtherTab: () => {},
    });
    store.set({ zone: 'utc' });
    expect(store.get()).toEqual({ theme: 'system', zone: 'utc', keys: 'on', steps: 'shown' });
  });
});
