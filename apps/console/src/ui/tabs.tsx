import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';

export interface Tab {
  readonly id: string;
  readonly title: string;
  readonly content: ReactNode;
}

/** Several views of one thing, of which one shows; arrows go from one to the next. */
export function Tabs({
  label,
  tabs,
  value,
  onChange,
  aside,
}: {
  label: string;
  tabs: readonly Tab[];
  /** Id of the one that shows, where the page keeps it, e.g. in its address. */
  value?: string | undefined;
  onChange?: (id: string) => void;
  /** What acts on the view that shows. */
  aside?: ReactNode;
}) {
  const base = useId();
  const [kept, setKept] = useState(tabs[0]?.id);
  const current = tabs.find(({ id }) => id === (value ?? kept)) ?? tabs[0];
  const choose = (id: string) => {
    setKept(id);
    onChange?.(id);
  };
  function onKeyDown(event: KeyboardEvent): void {
    const at = tabs.findIndex(({ id }) => id === current?.id);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    const next = to === undefined ? undefined : tabs.at(to % tabs.length);
    if (next === undefined) return;
    event.preventDefault();
    choose(next.id);
    document.getElementById(`${base}-${next.id}`)?.focus();
  }
  return (
    <div className="min-w-0">
      <div className="flex items-center gap-2 border-b border-line">
        <div role="tablist" aria-label={label} className="flex min-w-0 flex-1 gap-1 overflow-x-auto px-2">
          {tabs.map(({ id, title }) => (
            <button
              key={id}
              id={`${base}-${id}`}
              type="button"
              role="tab"
              aria-selected={id === current?.id}
              aria-controls={`${base}-panel`}
              tabIndex={id === current?.id ? 0 : -1}
              onClick={() => choose(id)}
              onKeyDown={onKeyDown}
              className="h-9 shrink-0 border-b-2 border-transparent px-2 whitespace-nowrap text-muted hover:text-text focus-visible:-outline-offset-2 aria-selected:border-accent aria-selected:text-text"
            >
              {title}
            </button>
          ))}
        </div>
        {aside}
      </div>
      <div
        id={`${base}-panel`}
        role="tabpanel"
        aria-labelledby={`${base}-${current?.id}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a view without anything to focus is still reached after its tab
        tabIndex={0}
        className="focus-visible:-outline-offset-2"
      >
        {current?.content}
      </div>
    </div>
  );
}
