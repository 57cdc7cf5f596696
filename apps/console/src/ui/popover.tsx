import {
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';

const gapPx = 4;
const marginPx = 8;

export interface Popover {
  readonly open: boolean;
  /** Goes on the button it opens from. */
  readonly anchor: RefObject<HTMLButtonElement | null>;
  readonly panel: RefObject<HTMLDivElement | null>;
  show(): void;
  /** Gives the focus back to the button, unless it was taken elsewhere on purpose. */
  hide(focus?: 'back' | 'stays'): void;
}

/** Something that opens beside a button, over everything; Escape and a press elsewhere close it. */
export function usePopover(): Popover {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const hide = useCallback((focus: 'back' | 'stays' = 'back') => {
    setOpen(false);
    if (focus === 'back') anchor.current?.focus();
  }, []);
  const show = useCallback(() => setOpen(true), []);
  useEffect(() => {
    if (!open) return;
    const inside = (target: EventTarget | null) =>
      target instanceof Node &&
      (panel.current?.contains(target) === true || anchor.current?.contains(target) === true);
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      // What lies under it stays open.
      event.preventDefault();
      event.stopPropagation();
      hide();
    };
    const onElsewhere = (event: Event) => {
      if (!inside(event.target)) hide('stays');
    };
    addEventListener('keydown', onKey, true);
    addEventListener('pointerdown', onElsewhere, true);
    addEventListener('focusin', onElsewhere, true);
    return () => {
      removeEventListener('keydown', onKey, true);
      removeEventListener('pointerdown', onElsewhere, true);
      removeEventListener('focusin', onElsewhere, true);
    };
  }, [open, hide]);
  return { open, anchor, panel, show, hide };
}

/** What opens: in the browser's top layer, so that nothing clips it, where there is room for it. */
export function PopoverPanel({
  of: { anchor, panel },
  align = 'start',
  className = '',
  children,
  ...rest
}: {
  of: Popover;
  /** Which edges line up. */
  align?: 'start' | 'end';
  className?: string;
  children: ReactNode;
  id?: string;
  role?: 'menu' | 'dialog';
  'aria-label'?: string;
}) {
  useLayoutEffect(() => {
    const element = panel.current;
    const from = anchor.current;
    if (element === null || from === null) return;
    const place = () => {
      const at = from.getBoundingClientRect();
      const { width, height } = element.getBoundingClientRect();
      const below = innerHeight - at.bottom - gapPx - marginPx;
      const above = at.top - gapPx - marginPx;
      const goesUp = height > below && above > below;
      const wanted = align === 'end' ? at.right - width : at.left;
      element.style.left = `${Math.max(marginPx, Math.min(wanted, innerWidth - width - marginPx))}px`;
      element.style.top = goesUp ? '' : `${at.bottom + gapPx}px`;
      element.style.bottom = goesUp ? `${innerHeight - at.top + gapPx}px` : '';
      element.style.maxHeight = `${Math.max(120, goesUp ? above : below)}px`;
    };
    element.showPopover();
    place();
    addEventListener('resize', place);
    return () => removeEventListener('resize', place);
  }, [anchor, panel, align]);
  return (
    <div
      {...rest}
      ref={panel}
      popover="manual"
      className={`fixed inset-auto m-0 overflow-y-auto rounded-lg border border-line-strong bg-surface p-1 text-base text-text shadow-pop ${className}`}
    >
      {children}
    </div>
  );
}
