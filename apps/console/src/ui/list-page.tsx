import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { PageHeader } from './page-header.tsx';
import { ScrollArea } from './scroll-area.tsx';

/** A page that lists things, and shows one of them beside the list. */
export function ListPage({
  title,
  actions,
  panel,
  children,
}: {
  title: string;
  actions?: ReactNode;
  panel?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex h-full min-h-0">
      <ScrollArea label={title} className="min-w-0 flex-1">
        <div className="mx-auto flex max-w-360 flex-col gap-4 px-4 pb-8 md:px-6">
          <PageHeader title={title}>
            <div className="flex flex-wrap items-center gap-2">{actions}</div>
          </PageHeader>
          {children}
        </div>
      </ScrollArea>
      {panel}
    </div>
  );
}

/** The border around a table. Where the table is wider than there is room, it scrolls, by keyboard too. */
export function TableFrame({ children }: { children: ReactNode }) {
  const frame = useRef<HTMLElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const measure = () => setScrolls(element.scrollWidth > element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <section
      ref={frame}
      {...(scrolls && { 'aria-label': 'Table', tabIndex: 0 })}
      className="min-w-0 @container overflow-x-auto rounded-lg border border-line bg-surface focus-visible:-outline-offset-2"
    >
      {children}
    </section>
  );
}
