import { ArrowRight, KeyRound, type LucideIcon, Search, ShieldCheck } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { type Command, commandGroups, useCommandList } from './commands.tsx';
import { Keys } from './keys.tsx';
import { matching } from './matching.ts';
import { type Hit, useHits } from './use-hits.ts';

interface Option {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly icon: LucideIcon;
  readonly aside: ReactNode;
  readonly run: () => void;
}

const maxOptions = 60;
const hitIcons = { Requests: ShieldCheck, Keys: KeyRound } as const;

/** Everything the console can do and much of what it knows, by words and by keyboard alone. */
export function Palette({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const base = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const commands = useCommandList();
  const { hits, searching } = useHits(text);
  const options = optionsOf(commands, hits, text);
  const current = options[Math.min(active, options.length - 1)];
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector('input')?.focus();
    return () => element?.close();
  }, []);
  useEffect(() => {
    if (current) document.getElementById(base + current.id)?.scrollIntoView({ block: 'nearest' });
  }, [base, current]);

  function pick(option: Option): void {
    // First closed, so that what comes up gets the focus and keeps it.
    dialog.current?.close();
    option.run();
  }
  function onKeyDown(event: KeyboardEvent): void {
    const last = options.length - 1;
    const to = { ArrowDown: active >= last ? 0 : active + 1, ArrowUp: active <= 0 ? last : active - 1 }[
      event.key
    ];
    if (to !== undefined) {
      event.preventDefault();
      setActive(to);
    } else if (event.key === 'Enter' && current !== undefined && !event.nativeEvent.isComposing) {
      event.preventDefault();
      pick(current);
    }
  }

  return (
    <dialog
      ref={dialog}
      aria-label="Command palette"
      onClose={close}
      onClick={(event) => {
        if (event.target === dialog.current) close();
      }}
      onKeyDown={onKeyDown}
      className="mx-auto mt-[12dvh] mb-auto w-full max-w-150 overflow-clip rounded-lg border border-line-strong bg-surface text-text shadow-pop backdrop:bg-scrim max-md:mt-2 max-md:max-w-[calc(100vw-16px)]"
    >
      <div className="flex h-12 items-center gap-2.5 border-b border-line px-4">
        <Search size={16} aria-hidden="true" className="shrink-0 text-muted" />
        <input
          type="text"
          role="combobox"
          aria-label="Search pages, settings, actions, requests and keys"
          aria-expanded="true"
          aria-controls={`${base}list`}
          aria-activedescendant={current ? base + current.id : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          placeholder="Go to, do, or find a request or a key"
          maxLength={100}
          className="min-w-0 flex-1 bg-transparent text-lg outline-none placeholder:text-faint"
        />
        <kbd className="key">Esc</kbd>
      </div>
      <div
        ref={list}
        id={`${base}list`}
        role="listbox"
        aria-label="Commands and finds"
        className="max-h-[min(420px,60dvh)] overflow-y-auto p-1.5"
      >
        {groupsOf(options).map(([group, members]) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options is not a fieldset
          <div key={group} role="group" aria-label={group}>
            <p aria-hidden="true" className="px-2.5 pt-2 pb-1 text-xs font-strong text-faint">
              {group}
            </p>
            {members.map((option) => (
              <OptionRow
                key={option.id}
                id={base + option.id}
                option={option}
                selected={option === current}
                onPoint={() => setActive(options.indexOf(option))}
                onPick={() => pick(option)}
              />
            ))}
          </div>
        ))}
        {options.length === 0 ? (
          <p className="px-2.5 py-6 text-center text-muted">
            {searching
              ? 'Searching'
              : 'Nothing here is called that. An id of a request or a name of a key works too.'}
          </p>
        ) : null}
      </div>
      <p role="status" className="sr-only">
        {searching ? 'Searching' : `${options.length} found`}
      </p>
    </dialog>
  );
}

function OptionRow({
  id,
  option,
  selected,
  onPoint,
  onPick,
}: {
  id: string;
  option: Option;
  selected: boolean;
  onPoint: () => void;
  onPick: () => void;
}) {
  const Icon = option.icon;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      onPointerMove={onPoint}
      onClick={onPick}
      className="flex h-8 cursor-pointer items-center gap-2.5 rounded-md px-2.5 text-muted aria-selected:bg-raised aria-selected:text-text"
    >
      <Icon size={14} aria-hidden="true" className={`shrink-0 ${selected ? 'text-accent' : ''}`} />
      <span className="min-w-0 flex-1 truncate text-text">{option.title}</span>
      {option.aside}
    </div>
  );
}

function optionsOf(commands: readonly Command[], hits: readonly Hit[], text: string): readonly Option[] {
  const offered = commands.filter(({ by }) => by !== 'keys');
  const found = matching(offered, text);
  // Without a search, by heading; with one, the best first under the heading it belongs to.
  const order = text.trim() === '' ? commandGroups : [...new Set(found.map(({ group }) => group))];
  const things = order.flatMap((group) =>
    found
      .filter((command) => command.group === group)
      .map((command) => ({
        ...{
          id: `command ${command.title}`,
          group,
          title: command.title,
          icon: ArrowRight,
          run: command.run,
        },
        aside: command.keys === undefined ? null : <Keys of={command.keys} />,
      })),
  );
  const known = hits.map((hit) => ({
    ...{ id: hit.id, group: hit.kind, title: hit.title, icon: hitIcons[hit.kind], run: hit.open },
    aside: <span className="truncate text-sm text-muted">{hit.says}</span>,
  }));
  return [...things, ...known].slice(0, maxOptions);
}

function groupsOf(options: readonly Option[]): readonly (readonly [string, readonly Option[]])[] {
  return [...Map.groupBy(options, ({ group }) => group)];
}
