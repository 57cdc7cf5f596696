/** Rows `[from, to)`. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** What a scrolling list shows, below its header. */
export interface RowsView {
  readonly scrollTop: number;
  readonly height: number;
  readonly count: number;
}

export const rowHeightPx = 32;
export const headerHeightPx = 32;

/** Browsers lose count of pixels beyond some 16 million: a longer list has less for each row, and scrolls faster. */
const maxHeightPx = 12_000_000;
const overscan = 12;
/** Rows by which the drawn range moves: in between scrolling redraws nothing. */
const step = 8;

/** What a row has of the length of the scrollbar, in pixels. */
export function pixelsPerRow({ count }: { readonly count: number }): number {
  return count * rowHeightPx <= maxHeightPx ? rowHeightPx : maxHeightPx / count;
}

/** The height of all rows together. */
export function totalHeight({ count }: { readonly count: number }): number {
  return count * pixelsPerRow({ count });
}

/** The rows in sight. */
export function rowsInSight(view: RowsView): RowRange {
  const { scrollTop, height, count } = view;
  const fits = Math.ceil(height / rowHeightPx) + 1;
  const from = Math.max(0, Math.min(count - 1, Math.floor(scrollTop / pixelsPerRow(view))));
  return { from, to: Math.max(0, Math.min(count, from + fits)) };
}

/** The rows to draw: those in sight and some around them, so that scrolling meets drawn rows. */
export function rowsToDraw(view: RowsView): RowRange {
  const { from, to } = rowsInSight(view);
  return {
    from: Math.max(0, Math.floor((from - overscan) / step) * step),
    to: Math.min(view.count, Math.ceil((to + overscan) / step) * step),
  };
}

/** What is left free above the drawn rows, so that those in sight stand where they are scrolled to. */
export function spaceAbove(view: RowsView, drawn: RowRange): number {
  const perRow = pixelsPerRow(view);
  if (perRow === rowHeightPx) return drawn.from * perRow;
  const { from } = rowsInSight(view);
  return Math.max(0, from * perRow - (from - drawn.from) * rowHeightPx);
}

/** Where to scroll so that a row is in sight; undefined where it is already. */
export function scrollTopFor(index: number, view: RowsView): number | undefined {
  const perRow = pixelsPerRow(view);
  const isShort = perRow === rowHeightPx;
  const fits = Math.max(1, Math.floor(view.height / rowHeightPx));
  const first = index * perRow;
  const last = isShort ? (index + 1) * perRow - view.height : (index - fits + 1) * perRow;
  if (first < view.scrollTop) return first;
  return last > view.scrollTop ? Math.max(0, last) : undefined;
}
