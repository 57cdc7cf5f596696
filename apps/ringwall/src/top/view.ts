import type { Key } from './keys.ts';

/** The tables that can be looked at, in the order of the arrow keys. */
export const panels = ['keys', 'routes', 'models', 'findings', 'limits'] as const;
export type Panel = (typeof panels)[number];

/** What somebody has chosen to look at. */
export interface View {
  readonly panel: Panel;
  /** Row of the panel's table. */
  readonly row: number;
  readonly paused: boolean;
}

export const firstView: View = { panel: 'keys', row: 0, paused: false };

/** The view after a key; undefined where it ends the program. `rows` is how long the panel's table is. */
export function viewAfter(view: View, key: Key, rows: number): View | undefined {
  const step = (by: number): View => {
    const panel = panels[(panels.indexOf(view.panel) + by + panels.length) % panels.length] ?? view.panel;
    return { ...view, panel, row: 0 };
  };
  const at = (row: number): View => ({ ...view, row: Math.max(0, Math.min(rows - 1, row)) });
  switch (key) {
    case 'quit':
    case 'interrupt':
      return undefined;
    case 'pause':
      return { ...view, paused: !view.paused };
    case 'left':
      return step(-1);
    case 'right':
      return step(1);
    case 'up':
      return at(view.row - 1);
    case 'down':
      return at(view.row + 1);
  }
}
