import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';

const delayMs = 400;
const gapPx = 6;

/** Says what something without words is, to whoever points at it or comes to it by keyboard. Escape takes it away. */
export function Tooltip({ text, keys, children }: { text: string; keys?: string; children: ReactNode }) {
  const anchor = useRef<HTMLSpanElement>(null);
  const tip = useRef<HTMLSpanElement>(null);
  const [state, setState] = useState<'hidden' | 'waiting' | 'shown'>('hidden');
  useEffect(() => {
    if (state === 'hidden') return;
    const timer = state === 'waiting' ? setTimeout(() => setState('shown'), delayMs) : undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setState('hidden');
    };
    addEventListener('keydown', onKey);
    return () => {
      clearTimeout(timer);
      removeEventListener('keydown', onKey);
    };
  }, [state]);
  useLayoutEffect(() => {
    const element = tip.current;
    const from = anchor.current?.getBoundingClientRect();
    if (state !== 'shown' || element === null || from === undefined) return;
    element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    const left = from.left + from.width / 2 - width / 2;
    const below = from.bottom + gapPx;
    element.style.left = `${Math.max(gapPx, Math.min(left, innerWidth - width - gapPx))}px`;
    element.style.top = `${below + height > innerHeight ? from.top - height - gapPx : below}px`;
  }, [state]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only looks on; what acts is inside
    <span
      ref={anchor}
      className="inline-flex"
      onPointerEnter={(event) => {
        if (event.pointerType === 'mouse') setState('waiting');
      }}
      onPointerLeave={() => setState('hidden')}
      onPointerDown={() => setState('hidden')}
      onFocus={(event) => {
        if (event.target.matches(':focus-visible')) setState('shown');
      }}
      onBlur={() => setState('hidden')}
    >
      {children}
      {state === 'shown' ? (
        // Its words are the name of what is inside already: a screen reader does not need them twice.
        <span
          ref={tip}
          popover="manual"
          aria-hidden="true"
          className="pointer-events-none fixed inset-auto m-0 rounded-md border border-line-strong bg-raised px-2 py-1 text-sm whitespace-nowrap text-text shadow-pop"
        >
          {text}
          {keys === undefined ? null : <kbd className="key ml-2">{keys}</kbd>}
        </span>
      ) : null}
    </span>
  );
}
