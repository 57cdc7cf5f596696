import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { IconButton } from './icon-button.tsx';

/** A window over the page. The browser keeps the focus in it, closes it on Escape and gives the focus back. */
export function Dialog({
  title,
  close,
  children,
  wide = false,
}: {
  title: string;
  close: () => void;
  children: ReactNode;
  wide?: boolean;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const headline = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // What is filled in first; where nothing is, the title, so that Enter does nothing by accident.
    const [first] = element?.querySelectorAll<HTMLElement>('[data-body] :is(input, select, textarea)') ?? [];
    (first ?? headline.current)?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onClose={close}
      className={`m-auto max-h-[calc(100dvh-32px)] w-full rounded-lg border border-line-strong bg-surface text-text shadow-pop backdrop:bg-scrim ${wide ? 'max-w-[min(720px,calc(100vw-16px))]' : 'max-w-[min(480px,calc(100vw-16px))]'}`}
    >
      <header className="sticky top-0 z-10 flex h-12 items-center gap-2 border-b border-line bg-surface pr-3 pl-4">
        <h2
          ref={headline}
          id={heading}
          tabIndex={-1}
          className="min-w-0 flex-1 truncate text-base outline-none"
        >
          {title}
        </h2>
        <IconButton icon={X} label="Close" keys="Esc" onClick={close} />
      </header>
      <div data-body className="p-4">
        {children}
      </div>
    </dialog>
  );
}
