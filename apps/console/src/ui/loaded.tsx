import type { ReactNode } from 'react';
import { ErrorState } from './notice.tsx';
import { RowsSkeleton } from './table.tsx';

/** What was read, once it was; until then its place, or why it is not there. */
export function Loaded<Data>({
  query,
  placeholder = <RowsSkeleton />,
  children,
}: {
  query: { readonly data: Data | undefined; readonly error: unknown; refetch(): unknown };
  placeholder?: ReactNode;
  children: (data: Data) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  return query.error ? <ErrorState error={query.error} retry={query.refetch} /> : placeholder;
}
