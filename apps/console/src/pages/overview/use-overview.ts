import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useServices } from '../../services.tsx';
import type { TimeRange } from './time-range.ts';

/** What has an end that is over stays as it is; a short range changes faster than a long one. */
function everyMs({ hours, to }: TimeRange['query']): number | false {
  if (to !== undefined && Date.parse(to) < Date.now()) return false;
  return hours !== undefined && hours <= 1 ? 5_000 : 15_000;
}

/** What happened in the range, read again and again; while another range loads, the one before stays. */
export function useOverview({ query }: Pick<TimeRange, 'query'>) {
  const { client } = useServices();
  return useQuery({
    queryKey: ['overview', query],
    queryFn: ({ signal }) => client.get('/api/overview', { query, signal }),
    refetchInterval: everyMs(query),
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
