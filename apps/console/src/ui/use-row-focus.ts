import { type KeyboardEvent, type RefObject, useCallback, useEffect, useRef } from 'react';
import { headerHeightPx, rowHeightPx, scrollTopFor } from './virtual-range.ts';

/** Moves the focus between the rows of a scrolling element by keyboard, also to rows that are not drawn yet. */
export function useRowFocus(scroller: RefObject<HTMLElement | null>, count: number) {
  const wanted = useRef<number>(undefined);
  const latest = useRef(count);
  latest.current = count;

  const focusWanted = useCallback(() => {
    const link = scroller.current?.querySelector<HTMLElement>(`tr[data-index="${wanted.current}"] a`);
    if (!link) return;
    wanted.current = undefined;
    link.focus({ preventScroll: true });
  }, [scroller]);
  // After every drawing: the row may have come with it.
  useEffect(() => {
    if (wanted.current !== undefined) focusWanted();
  });

  const focusRow = useCallback(
    (index: number) => {
      const element = scroller.current;
      if (element === null || latest.current === 0) return;
      const next = Math.min(latest.current - 1, Math.max(0, index));
      const view = { scrollTop: element.scrollTop, height: element.clientHeight - headerHeightPx };
      const top = scrollTopFor(next, { ...view, count: latest.current });
      if (top !== undefined) element.scrollTop = top;
      wanted.current = next;
      focusWanted();
    },
    [scroller, focusWanted],
  );

  const focusedRow = useCallback(() => {
    const row = scroller.current?.querySelector<HTMLElement>('tbody tr:focus-within');
    return row ? Number(row.dataset.index) : undefined;
  }, [scroller]);

  function onKeyDown(event: KeyboardEvent): void {
    const at = focusedRow();
    const element = scroller.current;
    if (element === null || at === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(element.clientHeight / rowHeightPx) - 2);
    const moves: Readonly<Record<string, number>> = {
      ArrowUp: at - 1,
      ArrowDown: at + 1,
      PageUp: at - page,
      PageDown: at + page,
      Home: 0,
      End: count - 1,
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    focusRow(move);
  }

  return { focusRow, focusedRow, onKeyDown };
}
