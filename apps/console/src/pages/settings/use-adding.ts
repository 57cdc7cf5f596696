import { type AdminAction, useMay } from '../../api/use-session.ts';
import { useUrlState } from '../../url-state.ts';

/** Whether the form for something new is open. It is in the address, so that a link can lead to it. */
export function useAdding(needs: AdminAction): readonly [boolean, (adding: boolean) => void] {
  const may = useMay();
  const [params, patch] = useUrlState();
  return [params.has('new') && may(needs), (adding) => patch({ new: adding ? '1' : undefined })];
}
