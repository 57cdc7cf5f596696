import { useQuery } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { useServices } from '../services.tsx';
import type { FeedState } from './feed.ts';
import type { Schema } from './operations.ts';

/** What the list of entries can be narrowed to, as the admin API names it. */
export interface EntryFilters {
  readonly type?: string;
  readonly actor?: string;
  readonly project?: string;
  readonly text?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Queries by name: whoever invalidates one spells it as whoever reads it. */
export const queryKeys = {
  session: ['session'],
  status: ['status'],
  requests: ['requests'],
} as const;

export function useStatus() {
  const { client, auditor } = useServices();
  const status = useQuery({
    queryKey: queryKeys.status,
    queryFn: ({ signal }) => client.get('/api/status', { signal }),
    refetchInterval: 15_000,
  });
  const head = status.data?.ledger;
  useEffect(() => {
    if (head) void auditor.notice(head);
  }, [head, auditor]);
  return status;
}

/** The newest head known: what the feed brought, else what the status said. */
export function useHead(): Schema<'LedgerHead'> | undefined {
  const { feed } = useServices();
  const fed = useSyncExternalStore(feed.onChange, () => feed.head);
  const status = useStatus().data?.ledger;
  if (fed === undefined) return status;
  return status !== undefined && status.size > fed.size ? status : fed;
}

export function useFeedState(): FeedState {
  const { feed } = useServices();
  return useSyncExternalStore(feed.onChange, () => feed.state);
}

export function useKeys() {
  const { client } = useServices();
  return useQuery({
    queryKey: ['keys'],
    queryFn: ({ signal }) => client.all('/api/keys', { signal }),
    staleTime: 60_000,
  });
}

export function useRequest(request: string) {
  const { client } = useServices();
  return useQuery({
    queryKey: [...queryKeys.requests, 'detail', request],
    queryFn: ({ signal }) => client.get('/api/requests/{request}', { path: { request }, signal }),
    // An open request closes within seconds; a closed one never changes again.
    refetchInterval: (query) => (query.state.data?.outcome === undefined ? 1_000 : false),
  });
}

export function useLedgerPage(
  query: EntryFilters & { readonly cursor: string | undefined; readonly limit: number },
) {
  const { client } = useServices();
  return useQuery({
    queryKey: ['ledger', 'entries', query],
    queryFn: ({ signal }) => {
      const { type, ...rest } = query;
      const types = type === undefined ? undefined : [type];
      return client.get('/api/ledger/entries', { query: { ...rest, type: types }, signal });
    },
    placeholderData: (previous) => previous,
  });
}

/** Verifies an entry in this browser. The answer is of the time it was given; `refetch` asks again. */
export function useAudit(index: number) {
  const { auditor } = useServices();
  return useQuery({
    queryKey: ['audit', index],
    queryFn: () => auditor.audit(index),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
}

/**
 * Verifies the newest entry under a signed root that may be looked at, now and twice a minute: its proof carries the
 * newest checkpoint, so it stands for the log. `null` while nothing is signed.
 */
export function useHeadAudit() {
  const { client, auditor } = useServices();
  const signed = useHead()?.checkpointSize;
  return useQuery({
    queryKey: ['audit', 'head'],
    queryFn: async ({ signal }) => {
      if (signed === undefined || signed === 0) return null;
      const query = { cursor: String(signed), limit: 1 };
      const [newest] = (await client.get('/api/ledger/entries', { query, signal })).items;
      return newest === undefined ? null : auditor.audit(newest.index);
    },
    enabled: signed !== undefined,
    refetchInterval: 30_000,
    staleTime: 10_000,
  });
}
