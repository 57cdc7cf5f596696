import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react';
import type { PreferenceStore, Preferences } from './preferences.ts';
import { type ZonedTimes, zonedTimes } from './zoned-time.ts';

const StoreContext = createContext<PreferenceStore | undefined>(undefined);
const TimesContext = createContext<ZonedTimes>(zonedTimes('local'));

/** Gives every page the preferences, and times as they are preferred. */
export function PreferencesProvider({ store, children }: { store: PreferenceStore; children: ReactNode }) {
  const { zone } = useSyncExternalStore(store.onChange, store.get);
  const times = useMemo(() => zonedTimes(zone), [zone]);
  return (
    <StoreContext value={store}>
      <TimesContext value={times}>{children}</TimesContext>
    </StoreContext>
  );
}

/** What is preferred, and how to change it. */
export function usePreferences(): readonly [Preferences, PreferenceStore['set']] {
  const store = useContext(StoreContext);
  if (store === undefined) throw new Error('Preferences are known below their provider only.');
  return [useSyncExternalStore(store.onChange, store.get), store.set];
}

/** How times are written for whoever looks. */
export function useTimes(): ZonedTimes {
  return useContext(TimesContext);
}
