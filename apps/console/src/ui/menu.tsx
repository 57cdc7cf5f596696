import { Check, ChevronDown } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId } from 'react';
import { buttonDress } from './button.tsx';
import { PopoverPanel, usePopover } from './popover.tsx';

export interface MenuItem {
  readonly word: string;
  readonly icon?: ReactNode;
  /** What there is to know about it, under the word. */
  readonly hint?: string;
  readonly tone?: 'plain' | 'danger';
  readonly disabled?: boolean;
  /** For a choice among several: whether it is the one. */
  readonly checked?: boolean;
  readonly run: () => void;
}

/** A button with a list of actions behind it; arrows, Home, End and first letters move in it. */
export function Menu({
  label,
  children = label,
  items,
  align = 'start',
  disabled = false,
}: {
  /** Names the menu. */
  label: string;
  /** What the button shows; its label where nothing is given. */
  children?: ReactNode;
  items: readonly MenuItem[];
  align?: 'start' | 'end';
  disabled?: boolean;
}) {
  const popover = usePopover();
  const { open, anchor, panel, show, hide } = popover;
  const id = useId();
  const entries = () => [...(panel.current?.querySelectorAll<HTMLButtonElement>('[role^=menuitem]') ?? [])];
  useEffect(() => {
    if (open) panel.current?.querySelector<HTMLButtonElement>('[role^=menuitem]')?.focus();
  }, [open, panel]);

  function onKeyDown(event: KeyboardEvent): void {
    const all = entries();
    const at = all.findIndex((each) => each.matches(':focus'));
    const target = targetOf(event.key, at, all);
    if (event.key === 'Tab') hide('back');
    if (target === undefined) return;
    event.preventDefault();
    target.focus();
  }

  return (
    <>
      <button
        ref={anchor}
        type="button"
        disabled={disabled}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => (open ? hide() : show())}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          show();
        }}
        className={buttonDress()}
      >
        {children}
        <ChevronDown size={12} aria-hidden="true" className="text-muted" />
      </button>
      {open ? (
        <PopoverPanel of={popover} id={id} role="menu" aria-label={label} align={align} className="min-w-44">
          {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys of the menu around it */}
          <div role="presentation" onKeyDown={onKeyDown}>
            {items.map((item) => (
              <Item key={item.word} item={item} close={hide} />
            ))}
          </div>
        </PopoverPanel>
      ) : null}
    </>
  );
}

function Item({ item, close }: { item: MenuItem; close: () => void }) {
  const { word, icon, hint, tone = 'plain', disabled = false, checked } = item;
  return (
    <button
      type="button"
      {...(checked === undefined ? { role: 'menuitem' } : { role: 'menuitemradio', 'aria-checked': checked })}
      aria-disabled={disabled}
      tabIndex={-1}
      onClick={() => {
        if (disabled) return;
        close();
        item.run();
      }}
      className={`flex w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-left hover:bg-raised focus-visible:bg-raised focus-visible:-outline-offset-2 aria-disabled:opacity-50 ${tone === 'danger' ? 'text-block' : 'text-text'}`}
    >
      {checked === undefined ? (
        icon
      ) : (
        <Check size={14} aria-hidden="true" className={checked ? 'text-accent' : 'invisible'} />
      )}
      <span className="min-w-0 flex-1">
        {word}
        {hint === undefined ? null : <span className="block text-sm text-muted">{hint}</span>}
      </span>
    </button>
  );
}

function targetOf(key: string, at: number, all: readonly HTMLButtonElement[]): HTMLButtonElement | undefined {
  if (key === 'ArrowDown') return all[(at + 1) % all.length];
  if (key === 'ArrowUp') return all.at(at <= 0 ? -1 : at - 1);
  if (key === 'Home') return all[0];
  if (key === 'End') return all.at(-1);
  if (key.length !== 1 || key === ' ') return undefined;
  const begins = (each: HTMLButtonElement) =>
    each.textContent.trim().toLowerCase().startsWith(key.toLowerCase());
  return [...all.slice(at + 1), ...all.slice(0, at + 1)].find(begins);
}
