import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import {
  headerHeightPx,
  pixelsPerRow,
  type RowRange,
  rowsInSight,
  rowsToDraw,
  spaceAbove,
} from './virtual-range.ts';

interface Drawn {
  readonly range: RowRange;
  /** What is left free above them. */
  readonly above: number;
}

/** Before the height is known: as many as fit on most screens. */
const first: Drawn = { range: { from: 0, to: 40 }, above: 0 };

/**
 * Which rows of a scrolling element to draw, as it scrolls, is resized and grows. Rows that come on top push down only
 * where nobody reads: at the very top, with no row in focus.
 */
export function useDrawnRows(
  scroller: RefObject<HTMLElement | null>,
  { count, onSight }: { readonly count: number; readonly onSight: (from: number, to: number) => void },
): Drawn {
  const [drawn, setDrawn] = useState<Drawn>(first);
  const latest = useRef({ count, onSight });
  latest.current = { count, onSight };

  const look = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const { count: rows, onSight: tell } = latest.current;
    const { scrollTop, clientHeight } = element;
    const view = { scrollTop, height: clientHeight - headerHeightPx, count: rows };
    const sight = rowsInSight(view);
    tell(sight.from, sight.to);
    const range = rowsToDraw(view);
    const above = spaceAbove(view, range);
    setDrawn((known) =>
      known.range.from === range.from && known.range.to === range.to && known.above === above
        ? known
        : { range, above },
    );
  }, [scroller]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    element.addEventListener('scroll', look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [scroller, look]);

  const before = useRef(count);
  useLayoutEffect(() => {
    const element = scroller.current;
    const added = count - before.current;
    before.current = count;
    if (element !== null && added !== 0) {
      const isRead = element.scrollTop > 0 || element.querySelector('tbody :focus') !== null;
      if (isRead) element.scrollTop += added * pixelsPerRow({ count });
    }
    look();
  }, [scroller, count, look]);
  return drawn;
}
