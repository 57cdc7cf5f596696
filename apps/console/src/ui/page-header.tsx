import { type ReactNode, useEffect, useRef } from 'react';
import { useArrivalFocus } from '../navigation.tsx';

/** The heading of a page, what acts on all of it beside it; also the title of the window. */
export function PageHeader({ title, children }: { title: string; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useArrivalFocus(heading);
  useEffect(() => {
    document.title = `${title} · Ringwall`;
  }, [title]);
  return (
    <div className="flex min-h-14 flex-wrap items-center justify-between gap-x-4 gap-y-2 py-2">
      <h1 ref={heading} tabIndex={-1} className="text-lg outline-none">
        {title}
      </h1>
      {children}
    </div>
  );
}
