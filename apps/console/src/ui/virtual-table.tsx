import { type ReactNode, type Ref, useImperativeHandle, useRef } from 'react';
import { useDrawnRows } from './use-drawn-rows.ts';
import { useRowFocus } from './use-row-focus.ts';
import { rowHeightPx, totalHeight } from './virtual-range.ts';

export interface VirtualColumn {
  readonly name: string;
  readonly title: ReactNode;
  /** Of its cells: how wide, on which side, where it is left out. */
  readonly className: string;
  readonly sorted?: 'ascending' | 'descending' | undefined;
}

/** For whoever moves in the list from outside. */
export interface VirtualTableHandle {
  /** Puts the focus on a row, wherever it is. */
  focusRow(index: number): void;
  /** The row that has the focus. */
  focusedRow(): number | undefined;
}

/**
 * A table of any length: only the rows in sight exist, and what is read stays where it is while rows come on top. A row
 * is a `VirtualRow`, whose first cell has the link that opens it; arrows, Page Up and Down, Home and End move between
 * them.
 */
export function VirtualTable({
  label,
  columns,
  count,
  renderRow,
  onSight,
  handle,
}: {
  label: string;
  columns: readonly VirtualColumn[];
  count: number;
  /** Its row; undefined for one that is still to come. */
  renderRow: (index: number) => ReactNode | undefined;
  /** Told which rows are in sight, whenever these are others. */
  onSight: (from: number, to: number) => void;
  handle: Ref<VirtualTableHandle>;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const { range, above } = useDrawnRows(scroller, { count, onSight });
  const { focusRow, focusedRow, onKeyDown } = useRowFocus(scroller, count);
  useImperativeHandle(handle, () => ({ focusRow, focusedRow }), [focusRow, focusedRow]);
  const to = Math.min(range.to, count);
  const drawn = Array.from({ length: Math.max(0, to - range.from) }, (_, i) => range.from + i);
  const below = totalHeight({ count }) - above - drawn.length * rowHeightPx;
  return (
    <div
      ref={scroller}
      // The rows in sight are held by `useDrawnRows`; a browser that held them too would move them twice as far.
      className="@container relative min-h-0 flex-1 overflow-y-auto contain-strict [overflow-anchor:none]"
    >
      <table
        aria-label={label}
        aria-rowcount={count + 1}
        className="w-full table-fixed border-separate border-spacing-0 text-left"
      >
        <thead className="sticky top-0 z-10 bg-bg text-sm text-muted">
          <tr aria-rowindex={1}>
            {columns.map(({ name, title, className, sorted }) => (
              <th
                key={name}
                scope="col"
                aria-sort={sorted}
                className={`h-8 truncate border-b border-line px-2 ${className}`}
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={onKeyDown}>
          {above > 0 ? <Space height={above} /> : null}
          {drawn.map(
            (index) =>
              renderRow(index) ?? (
                <VirtualRow key={`row-${index}`} index={index}>
                  {columns.map(({ name, className }) => (
                    <td key={name} className={`h-8 border-b border-line px-2 ${className}`}>
                      <span className="block h-3 rounded-sm bg-raised" />
                    </td>
                  ))}
                </VirtualRow>
              ),
          )}
          {below > 0 ? <Space height={below} /> : null}
        </tbody>
      </table>
    </div>
  );
}

/** One row; its cells are `h-8`. */
export function VirtualRow({
  index,
  isSelected = false,
  className = '',
  data = {},
  children,
}: {
  index: number;
  isSelected?: boolean;
  className?: string;
  /** What it stands for, for whoever looks for it in the document. */
  data?: Readonly<Record<`data-${string}`, string>>;
  children: ReactNode;
}) {
  return (
    <tr
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-index={index}
      {...data}
      className={`relative ${isSelected ? 'bg-raised' : 'hover:bg-surface'} ${className}`}
    >
      {children}
    </tr>
  );
}

/** In the first column alone: a span over all would bring back those that are left out. */
function Space({ height }: { height: number }) {
  return (
    <tr>
      <td style={{ height }} />
    </tr>
  );
}
