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
