import { type ReactNode, useEffect } from 'react';

/** The heading of a page, what acts on all of it beside it; also the title of the window. */
export function PageHeader({ title, children }: { title: string; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Ringwall`;
  }, [title]);
  return (
    <div className="flex min-h-14 flex-wrap items-center justify-between gap-x-4 gap-y-2 py-2">
      <h1 className="text-lg">{title}</h1>
      {children}
    </div>
  );
}
