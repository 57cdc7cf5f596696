import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { CopyButton } from './copy-button.tsx';
import { IconButton } from './icon-button.tsx';
import { ScrollArea } from './scroll-area.tsx';

/** One thing in depth, beside the list (over it where it is narrow). Escape closes it. */
export function SidePanel({
  label,
  id,
  close,
  children,
}: {
  /** What kind of thing it is, e.g. `Request`. */
  label: string;
  id: string;
  close: () => void;
  children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const closing = useRef(close);
  closing.current = close;
  useEffect(() => {
    const before = document.activeElement;
    heading.current?.focus({ preventScroll: true });
    const onKey = (event: KeyboardEvent) => {
      // Escape in a dialog closes the dialog, and what lies under it stays.
      if (event.key === 'Escape' && document.querySelector('dialog[open]') === null) closing.current();
    };
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('keydown', onKey);
      // Back to the row it was opened from, unless the focus has gone elsewhere already.
      if (document.activeElement === document.body && before instanceof HTMLElement)
        before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <aside
      aria-label={label}
      className="flex w-100 shrink-0 flex-col border-l border-line bg-surface max-lg:fixed max-lg:inset-0 max-lg:z-20 max-lg:w-full max-lg:border-l-0 xl:w-120"
    >
      <header className="flex h-14 shrink-0 items-center gap-2 border-b border-line px-4">
        <h2 ref={heading} tabIndex={-1} className="min-w-0 flex-1 truncate font-mono text-sm outline-none">
          {id}
        </h2>
        <CopyButton text={id} label={`${label.toLowerCase()} id`} />
        <IconButton icon={X} label="Close" keys="Esc" onClick={close} />
      </header>
      <ScrollArea label="Details" className="min-h-0 flex-1">
        {children}
      </ScrollArea>
    </aside>
  );
}
