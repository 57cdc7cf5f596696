import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useServices } from '../../services.tsx';
import type { TimeRange } from './time-range.ts';

/** What happened in the range, read again every five seconds; while another range loads, the one before stays. */
export function useOverview({ query }: Pick<TimeRange, 'query'>) {
  const { client } = useServices();
  return useQuery({
    queryKey: ['overview', query],
    queryFn: ({ signal }) => client.get('/api/overview', { query, signal }),
    refetchInterval: 5_000,
    placeholderData: keepPreviousData,
  });
}

/** What stands against the threats, and what came of it in the range. */
export function usePosture({ query }: Pick<TimeRange, 'query'>) {
  const { client } = useServices();
  return useQuery({
    queryKey: ['posture', query],
    queryFn: ({ signal }) => client.get('/api/posture', { query, signal }),
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
  });
}
