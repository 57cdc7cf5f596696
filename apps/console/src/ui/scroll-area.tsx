import type { ReactNode } from 'react';

/** A named block that scrolls by itself, by keyboard too; what is placed in it scrolls with it. */
export function ScrollArea({
  label,
  className,
  children,
}: {
  label: string;
  className: string;
  children: ReactNode;
}) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className={`relative overflow-auto focus-visible:-outline-offset-2 ${className}`}
    >
      {children}
    </section>
  );
}
