import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { usePreferences } from '../preferences/preferences-provider.tsx';
import { isChord, keyListener } from './key-sequence.ts';

/** Something the console can do: by its keys, and by its words in the palette. */
export interface Command {
  /** What it does, in a few words. */
  readonly title: string;
  /** Under which heading it is listed. */
  readonly group: CommandGroup;
  /** As key-sequence.ts spells them. */
  readonly keys?: string;
  /** Other words for it. */
  readonly words?: string;
  /** `keys` for what makes sense by keys alone and is left out of the palette. */
  readonly by?: 'keys';
  readonly run: () => void;
}

export const commandGroups = ['Go to', 'This page', 'Settings', 'Actions', 'Look'] as const;
export type CommandGroup = (typeof commandGroups)[number];

type Rank = 'fallback' | 'normal';

interface Registry {
  /** What there is now, the newest of each title. */
  list(): readonly Command[];
  /** Later ones win over earlier ones; a fallback is for what any page may do otherwise. Gives what takes them away. */
  add(commands: readonly Command[], rank: Rank): () => void;
  onChange(listener: () => void): () => void;
}

function createRegistry(): Registry {
  const sets: (readonly Command[])[] = [];
  const listeners = new Set<() => void>();
  let known: readonly Command[] = [];
  const changed = () => {
    known = [...new Map(sets.flat().map((command) => [command.title, command])).values()];
    for (const listener of listeners) listener();
  };
  return {
    list: () => known,
    add(commands, rank) {
      if (rank === 'fallback') sets.unshift(commands);
      else sets.push(commands);
      changed();
      return () => {
        sets.splice(sets.indexOf(commands), 1);
        changed();
      };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const RegistryContext = createContext<Registry>(createRegistry());

/** Knows what the pages in sight can do, and does it when its keys are pressed. */
export function CommandsProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(createRegistry);
  const [{ keys }] = usePreferences();
  useEffect(() => {
    const listen = keyListener();
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      if (event.repeat && (event.ctrlKey || event.metaKey)) return;
      const typing = isTyping(event.target) || document.querySelector('dialog[open]') !== null;
      const heard = (pressed: string) => isChord(pressed) || (!typing && keys === 'on');
      const find = (pressed: string) =>
        heard(pressed) ? registry.list().findLast((command) => command.keys === pressed) : undefined;
      const pressed = listen(
        { ...modifiersOf(event), key: event.key, timeMs: event.timeStamp },
        (text) => find(text) !== undefined,
      );
      const command = pressed === undefined ? undefined : find(pressed);
      if (command === undefined) return;
      event.preventDefault();
      command.run();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [registry, keys]);
  return <RegistryContext value={registry}>{children}</RegistryContext>;
}

/** Offers commands for as long as whoever calls this is in sight. What they do may change freely; what they are, rarely. */
export function useCommands(commands: readonly Command[], rank: Rank = 'normal'): void {
  const registry = useContext(RegistryContext);
  const newest = useRef(commands);
  newest.current = commands;
  const run = useCallback((title: string) => {
    newest.current.find((command) => command.title === title)?.run();
  }, []);
  const spelled = JSON.stringify(commands.map(({ run: _, ...rest }) => rest));
  const stable = useMemo(
    () => (spelled === '' ? [] : newest.current.map((each) => ({ ...each, run: () => run(each.title) }))),
    [spelled, run],
  );
  useEffect(() => registry.add(stable, rank), [registry, stable, rank]);
}

/** What can be done now. */
export function useCommandList(): readonly Command[] {
  const registry = useContext(RegistryContext);
  return useSyncExternalStore(registry.onChange, registry.list);
}

function modifiersOf({ ctrlKey, metaKey, altKey }: KeyboardEvent) {
  return { ctrlKey, metaKey, altKey };
}

/** Whether keys are text where the focus is. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
  return target.isContentEditable || target.matches('textarea, select, [role=menu] *');
}
