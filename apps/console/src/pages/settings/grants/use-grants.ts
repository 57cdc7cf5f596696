import type { GrantSummary } from 'ringwall';
import { useRead } from '../../../api/read.ts';
import { useMay } from '../../../api/use-session.ts';

export function useGrants() {
  const may = useMay();
  return useRead<readonly GrantSummary[]>('grants', '/api/grants', { enabled: may('grant.list') });
}
