import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RequestRow } from 'ringwall';
import { matches, newer } from '../../../api/request-filters.ts';
import { useServices } from '../../../services.tsx';
import { filterKey, isLive, readFilters } from '../traffic-filters.ts';
import { type RowSource, RowStore, type RowView } from './row-store.ts';

const nothing: RowView = {
  ...{ count: undefined, error: undefined, news: 0 },
  at: () => undefined,
  indexOf: () => undefined,
};
/** Beyond, the list is read again instead. */
const maxWaiting = 2_000;

/** The rows the address asks for, kept up to date by the feed until paused. */
export function useRows(params: URLSearchParams) {
  const { client, feed } = useServices();
  const key = filterKey(params);
  const [view, setView] = useState<{ readonly key: string; readonly rows: RowView }>();
  const store = useRef<RowStore>(undefined);
  const [paused, setPaused] = useState(false);
  const [waitingCount, setWaitingCount] = useState(0);
  const waiting = useRef(new Map<string, RequestRow>());
  const held = useRef(false);
  held.current = paused;

  useEffect(() => {
    const asked = new URLSearchParams(key);
    const { sort, ...filters } = readFilters(asked, Date.now());
    const query = { ...filters, sort };
    const source: RowSource = {
      count: (signal) => client.get('/api/requests/count', { query, signal }),
      page: async (place, signal) =>
        (await client.get('/api/requests', { query: { ...query, ...place }, signal })).items,
    };
    const made = new RowStore({
      ...{ source, filters, isLive: isLive(asked) },
      setTimer: (run, ms) => setTimeout(run, ms),
      onView: (rows) => setView({ key, rows }),
    });
    store.current = made;
    waiting.current.clear();
    setWaitingCount(0);
    void made.refresh(() => feed.recent);
    const stopRows = feed.onRows((rows) => {
      if (!held.current) return made.take(rows);
      for (const row of rows) {
        if (waiting.current.size >= maxWaiting && !waiting.current.has(row.request)) continue;
        waiting.current.set(row.request, newer(waiting.current.get(row.request), row));
      }
      const shown = [...waiting.current.values()].filter((row) => matches(row, filters));
      setWaitingCount(shown.length);
    });
    // What came before the feed was there is in no row of it.
    let state = feed.state;
    const stopState = feed.onChange(() => {
      if (feed.state === state) return;
      state = feed.state;
      if (state === 'live') void made.refresh(() => feed.recent);
    });
    const stopGap = feed.onGap(() => void made.refresh(() => feed.recent));
    return () => {
      stopRows();
      stopState();
      stopGap();
      made.close();
    };
  }, [client, feed, key]);

  const see = useCallback((from: number, to: number) => store.current?.see(from, to), []);
  const refresh = useCallback(() => void store.current?.refresh(() => feed.recent), [feed]);
  const togglePause = useCallback(() => {
    setPaused((now) => {
      if (now) {
        if (waiting.current.size >= maxWaiting) refresh();
        else store.current?.take([...waiting.current.values()]);
        waiting.current.clear();
        setWaitingCount(0);
      }
      return !now;
    });
  }, [refresh]);

  // Of another list nothing is shown, not even for a moment.
  const rows = view?.key === key ? view.rows : nothing;
  return useMemo(
    () => ({ rows, see, refresh, paused, waiting: waitingCount, togglePause }),
    [rows, see, refresh, paused, waitingCount, togglePause],
  );
}
