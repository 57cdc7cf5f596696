import type { RequestRow } from 'ringwall';
import { BlockCaller } from './block-caller.tsx';
import { ContainRoute } from './contain-route.tsx';

/** What can be done at once about who asked and where. */
export function Actions({ row }: { row: RequestRow }) {
  return (
    <section aria-label="Actions" className="flex flex-wrap gap-2 empty:hidden">
      <BlockCaller row={row} />
      <ContainRoute route={row.route} />
    </section>
  );
}
