import { type RefObject, useLayoutEffect, useState } from 'react';

export interface VisibleRows {
  /** Rows `[from, to)` are to be drawn. */
  readonly from: number;
  readonly to: number;
}

const overscan = 8;

/** The rows in sight and a few around them, so that scrolling meets drawn rows. */
export function visibleRows(view: {
  readonly scrollTop: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
}): VisibleRows {
  const { scrollTop, height, rowHeight, count } = view;
  const from = Math.max(0, Math.min(count, Math.floor(scrollTop / rowHeight)) - overscan);
  const to = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + overscan);
  return { from, to: Math.max(from, to) };
}

/** The same for a scrolling element, as it scrolls and is resized. */
export function useVisibleRows(
  scroller: RefObject<HTMLElement | null>,
  options: { readonly rowHeight: number; readonly count: number },
): VisibleRows {
  const [view, setView] = useState({ scrollTop: 0, height: 800 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const read = () =>
      setView((known) =>
        known.scrollTop === element.scrollTop && known.height === element.clientHeight
          ? known
          : { scrollTop: element.scrollTop, height: element.clientHeight },
      );
    read();
    element.addEventListener('scroll', read, { passive: true });
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', read);
      observer.disconnect();
    };
  }, [scroller]);
  return visibleRows({ ...view, ...options });
}
