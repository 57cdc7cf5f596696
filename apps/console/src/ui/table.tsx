import type { ReactNode } from 'react';

export interface Column {
  readonly title: string;
  /** Classes for its cells: width, alignment, where it is left out. */
  readonly className?: string;
}

/** A table in the dress of all tables here; its rows are `Row`s. */
export function Table({
  label,
  columns,
  children,
}: {
  label: string;
  columns: readonly Column[];
  children: ReactNode;
}) {
  return (
    <table aria-label={label} className="w-full table-fixed border-collapse text-left">
      <thead>
        <tr className="border-b border-line text-sm text-muted">
          {columns.map(({ title, className = '' }) => (
            <th key={title} scope="col" className={`px-3 py-2 ${className}`}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

/** A row; `current` marks the one that is open beside the table. */
export function Row({
  children,
  current = false,
  id,
}: {
  children: ReactNode;
  current?: boolean;
  id?: string;
}) {
  return (
    <tr
      data-id={id}
      className={`relative h-9 border-b border-line last:border-b-0 hover:bg-raised ${current ? 'bg-raised' : ''}`}
    >
      {children}
    </tr>
  );
}

/** A cell of one line. */
export function Cell({
  children,
  className = '',
  title,
}: {
  children: ReactNode;
  className?: string;
  title?: string | undefined;
}) {
  return (
    <td className={`truncate px-3 ${className}`} title={title}>
      {children}
    </td>
  );
}

/** Where rows will be. */
export function RowsSkeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div className="flex flex-col gap-4 p-3">
      {Array.from({ length: rows }, (_, i) => `row-${i}`).map((key) => (
        <span key={key} className="skeleton h-5" />
      ))}
    </div>
  );
}
