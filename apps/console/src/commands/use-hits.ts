import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useMay } from '../api/use-session.ts';
import { useServices } from '../services.tsx';
import { decisionLooks, stateLooks } from '../ui/verdict.tsx';
import { href } from '../url-state.ts';
import { matching } from './matching.ts';

/** Something that was found by its name. */
export interface Hit {
  readonly id: string;
  readonly kind: 'Requests' | 'Keys';
  readonly title: string;
  /** What tells it from others of its kind. */
  readonly says: string;
  readonly open: () => void;
}

const pauseMs = 150;
const minLength = 2;
const perKind = 5;

/** Requests and keys that fit what is typed, as far as they may be seen. */
export function useHits(text: string): { readonly hits: readonly Hit[]; readonly searching: boolean } {
  const { client } = useServices();
  const may = useMay();
  const [, navigate] = useLocation();
  const wanted = useSettled(text.trim());
  const enabled = wanted.length >= minLength;
  const requests = useQuery({
    queryKey: ['palette', 'requests', wanted],
    queryFn: ({ signal }) => client.get('/api/requests', { query: { text: wanted, limit: perKind }, signal }),
    enabled: enabled && may('traffic.read'),
  });
  const keys = useQuery({
    queryKey: ['keys', 'palette'],
    queryFn: ({ signal }) => client.all('/api/keys', { signal }),
    enabled: enabled && may('key.list'),
    staleTime: 60_000,
  });
  if (!enabled) return { hits: [], searching: false };
  const named = (keys.data ?? []).map((key) => ({
    ...key,
    title: key.name,
    words: `${key.id} ${key.prefix}`,
  }));
  return {
    searching: requests.isFetching || keys.isLoading || wanted !== text.trim(),
    hits: [
      ...matching(named, wanted)
        .slice(0, perKind)
        .map((key) => ({
          ...{ id: key.id, kind: 'Keys' as const, title: key.name },
          says: key.revokedAt === undefined ? `${key.prefix}… in ${key.project}` : 'revoked',
          open: () => navigate(href('/settings/keys', { key: key.id })),
        })),
      ...(requests.data?.items ?? []).map((row) => ({
        ...{ id: row.request, kind: 'Requests' as const, title: row.request },
        says: `${row.decision ? decisionLooks[row.decision].word : stateLooks[row.state].word} · ${row.model ?? row.route}`,
        open: () => navigate(href('/traffic', { request: row.request })),
      })),
    ],
  };
}

/** What was typed, once typing pauses. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
