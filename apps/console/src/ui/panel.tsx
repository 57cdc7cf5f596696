import type { ReactNode } from 'react';

/** A titled section with a border. */
export function Panel({
  title,
  aside,
  children,
  className = '',
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section aria-label={title} className={`min-w-0 rounded-lg border border-line bg-surface ${className}`}>
      <header className="flex min-h-10 items-center justify-between gap-3 border-b border-line px-4">
        <h2 className="text-base">{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
