import { useAll } from '../../../api/read.ts';
import { useMay } from '../../../api/use-session.ts';

export function useGrants() {
  const may = useMay();
  return useAll('grants', '/api/grants', { enabled: may('grant.list') });
}
