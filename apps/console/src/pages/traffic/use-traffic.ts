import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RequestPage, RequestRow } from 'ringwall';
import { queryKeys } from '../../api/queries.ts';
import { appendOlder, mergeLive, newer, type RowWindow } from '../../api/request-rows.ts';
import { useServices } from '../../services.tsx';
import { filterKey, readFilters } from './traffic-filters.ts';

const pageSize = 100;

/** The rows the address asks for, kept up to date by the feed until paused, longer by `loadOlder`. */
export function useTraffic(params: URLSearchParams) {
  const { client, feed } = useServices();
  const queries = useQueryClient();
  const key = filterKey(params);
  const queryKey = useMemo(() => [...queryKeys.requests, 'page', key], [key]);
  // A live row is never before the start of a window that reaches to now: only exact times matter to it.
  const live = useMemo(() => {
    const exact = new URLSearchParams(key);
    exact.delete('window');
    return readFilters(exact, 0);
  }, [key]);

  const page = useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<RowWindow> => {
      const filters = readFilters(new URLSearchParams(key), Date.now());
      const reply = await client.send<RequestPage>('GET', '/api/requests', {
        query: { ...filters, limit: pageSize },
        signal,
      });
      // What the feed brought while the server was reading.
      return mergeLive(asWindow(reply), feed.recent, live);
    },
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: 'always',
  });

  const merge = useCallback(
    (rows: readonly RequestRow[]) => {
      queries.setQueryData<RowWindow>(queryKey, (window) => window && mergeLive(window, rows, live));
    },
    [queries, queryKey, live],
  );
  const pause = usePause(merge);

  const [older, setOlder] = useState<'idle' | 'loading' | 'failed'>('idle');
  async function loadOlder(): Promise<void> {
    const before = page.data?.next;
    if (before === undefined || older === 'loading') return;
    setOlder('loading');
    try {
      const filters = readFilters(new URLSearchParams(key), Date.now());
      const reply = await client.send<RequestPage>('GET', '/api/requests', {
        query: { ...filters, cursor: String(before), limit: pageSize },
      });
      queries.setQueryData<RowWindow>(queryKey, (window) => window && appendOlder(window, asWindow(reply)));
      setOlder('idle');
    } catch {
      setOlder('failed');
    }
  }

  return { page, older, loadOlder, ...pause };
}

/** While paused, live rows wait; the list stands still to be read. */
function usePause(merge: (rows: readonly RequestRow[]) => void) {
  const { feed } = useServices();
  const [paused, setPaused] = useState(false);
  const waiting = useRef(new Map<string, RequestRow>());
  const [waitingCount, setWaitingCount] = useState(0);

  useEffect(
    () =>
      feed.onRows((rows) => {
        if (!paused) return merge(rows);
        for (const row of rows)
          waiting.current.set(row.request, newer(waiting.current.get(row.request), row));
        setWaitingCount(waiting.current.size);
      }),
    [feed, merge, paused],
  );

  function resume(): void {
    merge([...waiting.current.values()]);
    waiting.current.clear();
    setWaitingCount(0);
    setPaused(false);
  }

  return { paused, waiting: waitingCount, togglePause: () => (paused ? resume() : setPaused(true)) };
}

function asWindow({ items, next }: RequestPage): RowWindow {
  return { rows: items, ...(next !== undefined && { next: Number(next) }) };
}
