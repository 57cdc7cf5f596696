import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { IconButton } from './icon-button.tsx';

export interface Toast {
  /** What happened, in a sentence. */
  readonly text: string;
  readonly tone?: 'done' | 'failed';
  /** What takes it back, where that is possible. */
  readonly undo?: { readonly word: string; readonly run: () => void };
}

interface Shown extends Toast {
  readonly id: number;
}

const shownMs = 6_000;
const undoMs = 12_000;
const maxShown = 3;

const ToastContext = createContext<(toast: Toast) => void>(() => undefined);

/** Says that something happened, in a corner, for some seconds. */
export function useToast(): (toast: Toast) => void {
  return useContext(ToastContext);
}

/** Keeps the newest few; nothing that matters is said here alone. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly Shown[]>([]);
  const last = useRef(0);
  const show = useCallback((toast: Toast) => {
    last.current += 1;
    const id = last.current;
    setShown((known) => [...known, { ...toast, id }].slice(-maxShown));
  }, []);
  const hide = useCallback((id: number) => setShown((known) => known.filter((each) => each.id !== id)), []);
  return (
    <ToastContext value={show}>
      {children}
      <section
        aria-label="Notices"
        aria-live="polite"
        className="pointer-events-none fixed right-4 bottom-4 z-40 flex w-[min(360px,calc(100vw-32px))] flex-col gap-2 max-md:bottom-18"
      >
        {shown.map((toast) => (
          <ToastCard key={toast.id} toast={toast} hide={hide} />
        ))}
      </section>
    </ToastContext>
  );
}

function ToastCard({ toast, hide }: { toast: Shown; hide: (id: number) => void }) {
  const { id, text, tone = 'done', undo } = toast;
  const [held, setHeld] = useState(false);
  useEffect(() => {
    // Who reads it, or is about to press its button, is given time.
    if (held) return;
    const timer = setTimeout(() => hide(id), undo === undefined ? shownMs : undoMs);
    return () => clearTimeout(timer);
  }, [held, hide, id, undo]);
  const Icon = tone === 'done' ? CircleCheck : CircleAlert;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only waits while somebody is in it
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="toast pointer-events-auto flex items-start gap-2.5 rounded-lg border border-line-strong bg-surface py-1.5 pr-1.5 pl-3 shadow-pop"
    >
      <Icon
        size={16}
        aria-hidden="true"
        className={`mt-1.5 shrink-0 ${tone === 'done' ? 'text-accent' : 'text-block'}`}
      />
      <p className="min-w-0 flex-1 py-1 [overflow-wrap:anywhere]">{text}</p>
      {undo === undefined ? null : (
        <button
          type="button"
          onClick={() => {
            hide(id);
            undo.run();
          }}
          className="h-7 shrink-0 rounded-md px-2 font-strong text-accent hover:bg-raised"
        >
          {undo.word}
        </button>
      )}
      <IconButton icon={X} label="Dismiss" onClick={() => hide(id)} />
    </div>
  );
}
