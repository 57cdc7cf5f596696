import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';

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
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onClose={close}
      className={`m-auto max-h-[calc(100dvh-32px)] w-full rounded-lg border border-line-strong bg-surface text-text backdrop:bg-bg/75 ${wide ? 'max-w-180' : 'max-w-120'}`}
    >
      <header className="sticky top-0 z-10 flex h-12 items-center gap-2 border-b border-line bg-surface pr-3 pl-4">
        <h2 id={heading} className="min-w-0 flex-1 truncate text-base">
          {title}
        </h2>
        <button
          type="button"
          onClick={close}
          className="rounded-md p-1 text-muted hover:bg-raised hover:text-text"
        >
          <X size={16} aria-hidden="true" />
          <span className="sr-only">Close</span>
        </button>
      </header>
      <div className="p-4">{children}</div>
    </dialog>
  );
}
