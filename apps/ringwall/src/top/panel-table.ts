import type { Colours } from '../cli/colours.ts';
import { printable } from '../cli/terminal.ts';
import { money } from './money.ts';
import type { Group, TopSnapshot } from './snapshot.ts';
import type { View } from './view.ts';

interface Table {
  readonly heading: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** How many rows the table of a panel has. */
export function rowCount(snapshot: TopSnapshot, { panel }: Pick<View, 'panel'>): number {
  return tableOf(snapshot, panel).rows.length;
}

/** The table of the chosen panel, scrolled so that the chosen row is there; one heading and what fits below it. */
export function panelTable(
  snapshot: TopSnapshot,
  { panel, row }: View,
  size: { readonly columns: number; readonly rows: number },
  colours: Colours,
): readonly string[] {
  const { heading, rows } = tableOf(snapshot, panel);
  if (size.rows < 2) return [];
  if (rows.length === 0) return [colours.faint(clip('Nothing in this window.', size.columns))];
  const widths = heading.map((title, i) =>
    Math.max(title.length, ...rows.map((cells) => [...(cells[i] ?? '')].length)),
  );
  // What names the row gives way to the numbers.
  const numbers = widths.slice(1).reduce((all, width) => all + width + 2, 0);
  widths[0] = Math.max(8, Math.min(widths[0] ?? 0, size.columns - numbers));
  const drawn = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i === 0 ? fitted(cell, widths[0] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ');
  const fits = size.rows - 1;
  const chosen = Math.min(row, rows.length - 1);
  const first = Math.max(0, Math.min(chosen - fits + 1, rows.length - fits));
  const lines = rows.slice(first, first + fits).map((cells, i) => {
    const line = clip(drawn(cells), size.columns);
    return first + i === chosen ? colours.strong(`\u203a${line.slice(1)}`) : line;
  });
  return [colours.faint(clip(drawn(heading), size.columns)), ...lines];
}

function tableOf(snapshot: TopSnapshot, panel: View['panel']): Table {
  switch (panel) {
    case 'keys':
      return groupTable('KEY', snapshot.keys, ({ id, name }) => (name === id ? id : `${name}  ${id}`));
    case 'routes':
      return groupTable('ROUTE', snapshot.routes, ({ name }) => name);
    case 'models':
      return groupTable('MODEL', snapshot.models, ({ name }) => name);
    case 'findings':
      return {
        heading: ['  FINDING', 'REQUESTS'],
        rows: snapshot.rules.map(({ rule, requests }) => [`  ${printable(rule)}`, String(requests)]),
      };
    case 'limits':
      return {
        heading: ['  LIMIT', 'USED', 'OF', '%'],
        rows: snapshot.limits.map(({ of, metric, amount, used, share }) => [
          `  ${printable(`${of} ${metric}`)}`,
          ...[metric === 'money' ? money(used) : String(used)],
          ...[metric === 'money' ? money(amount) : String(amount), `${Math.floor(share * 100)}`],
        ]),
      };
  }
}

function groupTable(title: string, groups: readonly Group[], nameOf: (group: Group) => string): Table {
  return {
    heading: [`  ${title}`, 'REQUESTS', 'BLOCKED', 'TOKENS', 'COST'],
    rows: groups.map((group) => [
      `  ${printable(nameOf(group))}`,
      ...[String(group.requests), String(group.blocked), String(group.tokens), money(group.nanoDollars)],
    ]),
  };
}

function fitted(text: string, width: number): string {
  const characters = [...text];
  return characters.length > width
    ? `${characters.slice(0, width - 1).join('')}…`
    : text + ' '.repeat(width - characters.length);
}

function clip(text: string, columns: number): string {
  return [...text].slice(0, columns).join('').trimEnd();
}
