/** What of a key press matters here. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly timeMs: number;
}

/** How long the second key of two may take. */
const pauseMs = 1_500;

/**
 * Listens to keys one by one. Gives the keys that were pressed as a command names them, one of `known`: `j`, `?`,
 * `mod+k` (Ctrl or Command), `g t` for two in a row. A pair wins over its second key alone.
 */
export function keyListener(): (press: KeyPress, known: (keys: string) => boolean) => string | undefined {
  let before: { readonly key: string; readonly timeMs: number } | undefined;
  return (press, known) => {
    // AltGr types characters on many keyboards, and says Control and Alt.
    const mod = (press.ctrlKey || press.metaKey) && !press.altKey;
    const single = press.key.length === 1 ? press.key.toLowerCase() : press.key;
    const keys = mod ? `mod+${single}` : single;
    const pair = before && press.timeMs - before.timeMs <= pauseMs ? `${before.key} ${keys}` : undefined;
    before = undefined;
    if (pair !== undefined && known(pair)) return pair;
    if (known(keys)) return keys;
    if (!mod) before = { key: keys, timeMs: press.timeMs };
    return undefined;
  };
}

/** Whether the keys type nothing and so mean the same everywhere, in a field too. */
export function isChord(keys: string): boolean {
  return keys.startsWith('mod+');
}

/** Keys as a keyboard of this system has them written: one word a key. */
export function keyNames(keys: string, apple: boolean): readonly string[] {
  return keys.split(' ').map((key) => {
    if (key.startsWith('mod+')) return `${apple ? '⌘' : 'Ctrl '}${key.slice(4).toUpperCase()}`;
    return key.length === 1 ? key : (names[key] ?? key);
  });
}

const names: Readonly<Record<string, string>> = { Escape: 'Esc', Enter: 'Enter' };
