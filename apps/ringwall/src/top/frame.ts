import type { Colours } from '../cli/colours.ts';
import { durationText } from '../cli/progress.ts';
import { printable } from '../cli/terminal.ts';
import { money } from './money.ts';
import { panelTable } from './panel-table.ts';
import type { TopSnapshot } from './snapshot.ts';
import { panels, type View } from './view.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Everything that stands on the screen. */
export interface Shown {
  readonly snapshot: TopSnapshot;
  readonly view: View;
  /** Why it is not up to date, where it is not. */
  readonly fault?: string | undefined;
}

/** A share of a limit from which on it is told of, whatever table is looked at. */
const nearlyUsed = 0.8;
const blocks = [...'·▁▂▃▄▅▆▇█'];

/** The lines of one picture: none wider than the screen, and no more than fit. */
export function frame({ snapshot, view, fault }: Shown, size: Size, colours: Colours): readonly string[] {
  const { columns, rows } = size;
  const cut = (text: string) => clipped(printable(text), columns);
  const state = fault ?? (view.paused ? 'PAUSED' : 'live');
  const emphasis = fault === undefined && !view.paused ? colours.good : colours.warning;
  const head = [
    `${colours.strong(cut(title(snapshot)))}`,
    emphasis(cut(`${clock(snapshot.at)}  ${state}`)),
    '',
    ...facts(snapshot, colours, cut),
    ...snapshot.alarms.map(({ title: what, advice }) => colours.bad(cut(`ALARM     ${what}. ${advice}`))),
    '',
    tabs(view, columns, colours),
  ];
  const foot = help(snapshot, view, columns, colours);
  const room = Math.max(0, rows - head.length - 1);
  const table = panelTable(snapshot, view, { columns, rows: room }, colours);
  const filler = Array.from({ length: Math.max(0, room - table.length) }, () => '');
  // A small screen shows what is at the top, and how to leave.
  return [...[...head, ...table, ...filler].slice(0, Math.max(0, rows - 1)), foot].slice(0, rows);
}

/** The same picture for a pipe: no colours, no keys, everything there is. */
export function plainFrame(snapshot: TopSnapshot, colours: Colours): readonly string[] {
  const wide = { columns: 200, rows: Number.MAX_SAFE_INTEGER };
  const tables = panels.flatMap((panel) => {
    const view: View = { panel, row: -1, paused: false };
    const table = panelTable(snapshot, view, wide, colours);
    return table.length < 2 ? [] : ['', ...table];
  });
  const alarms = snapshot.alarms.map(
    ({ title: what, advice }) => `ALARM     ${printable(`${what}. ${advice}`)}`,
  );
  return [title(snapshot), '', ...facts(snapshot, colours, printable), ...alarms, ...tables];
}

function title({ server, requests, windowMs, perSecond, trend, partial }: TopSnapshot): string {
  const highest = Math.max(1, ...trend);
  const graph = trend
    .map((count) => blocks[count === 0 ? 0 : Math.ceil((count / highest) * 8)] ?? '')
    .join('');
  const more = partial ? 'more than ' : '';
  return `Ringwall ${server.version}   ${perSecond.toFixed(1)} requests/s  ${graph}  ${more}${counted(requests)} in ${windowMs / 60_000} min`;
}

function facts(snapshot: TopSnapshot, colours: Colours, cut: (text: string) => string): readonly string[] {
  const { verdicts, failed, running, latencyMs, inputTokens, outputTokens, nanoDollars, ledger, witnesses } =
    snapshot;
  const { allow, flag, redact, block } = verdicts;
  const seen = witnesses.length === 0 ? 'no witness' : witnesses.map(seenBy).join(', ');
  const unwell = ledger.state !== 'open' || witnesses.some(({ state }) => state === 'failing');
  const took =
    latencyMs === undefined
      ? 'no request has ended'
      : `${durationText(latencyMs.p50)} median, ${durationText(latencyMs.p95)} 95 %`;
  const line = (name: string, text: string) => cut(`${name.padEnd(10)}${text}`);
  const verdictLine = line(
    'Verdicts',
    `${counted(allow)} allowed  ${counted(flag)} flagged  ${counted(redact)} redacted  ${counted(block)} blocked  ${counted(failed)} failed  ${counted(running)} running`,
  );
  return [
    block > 0 ? colours.bad(verdictLine) : verdictLine,
    line('Latency', took),
    line('Use', `${counted(inputTokens)} tokens in, ${counted(outputTokens)} out, ${money(nanoDollars)}`),
    ...limitLines(snapshot).map((text) => colours.warning(line('Limits', text))),
    (unwell ? colours.bad : colours.faint)(
      line(
        'Ledger',
        `${counted(ledger.size)} entries, ${counted(ledger.signed)} signed, ${ledger.state}; ${seen}`,
      ),
    ),
  ];
}

/** The limits that are nearly used up, on one line; none where all have room. */
function limitLines({ limits }: TopSnapshot): readonly string[] {
  const near = limits.filter(({ share }) => share >= nearlyUsed);
  const shown = near
    .slice(0, 3)
    .map(({ of, metric, share }) => `${of} ${metric} at ${Math.floor(share * 100)} %`);
  const more = near.length > shown.length ? [`and ${near.length - shown.length} more`] : [];
  return near.length === 0 ? [] : [[...shown, ...more].join(', ')];
}

function seenBy({ name, state, witnessedSize }: TopSnapshot['witnesses'][number]): string {
  return `${name} has seen ${counted(witnessedSize)}${state === 'failing' ? ' and FAILS' : ''}`;
}

function tabs({ panel }: View, columns: number, colours: Colours): string {
  const names = panels.map((name) => `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`);
  const plain = names.map((name, i) => (panels[i] === panel ? `[${name}]` : ` ${name} `)).join(' ');
  if (plain.length > columns) return clipped(plain, columns);
  return names
    .map((name, i) => (panels[i] === panel ? colours.strong(`[${name}]`) : colours.faint(` ${name} `)))
    .join(' ');
}

/** The keys, and what to run about the chosen row. */
function help(snapshot: TopSnapshot, view: View, columns: number, colours: Colours): string {
  const keys = '←→ table  ↑↓ row  p pause  q quit';
  const command = commandAbout(snapshot, view);
  const text = command === undefined || columns < keys.length + 20 ? keys : `${keys}   ${command}`;
  return colours.faint(clipped(printable(text), columns));
}

function commandAbout(snapshot: TopSnapshot, { panel, row }: View): string | undefined {
  switch (panel) {
    case 'keys':
      return snapshot.keys[row] && `ringwall key revoke ${snapshot.keys[row].id}`;
    case 'routes':
      return snapshot.routes[row] && `ringwall route contain ${snapshot.routes[row].id}`;
    case 'models':
      return snapshot.models[row] && 'ringwall limit usage --by model';
    case 'findings':
      return snapshot.rules[row] && 'ringwall ledger tail -f --type llm.outcome';
    case 'limits':
      return snapshot.limits[row] && `ringwall limit remove ${snapshot.limits[row].id}`;
  }
}

/** At most so many characters, the last of them saying that there are more. */
function clipped(text: string, columns: number): string {
  const characters = [...text];
  if (characters.length <= columns) return text;
  return columns <= 1
    ? characters.slice(0, columns).join('')
    : `${characters.slice(0, columns - 1).join('')}…`;
}

function counted(number: number): string {
  return number.toLocaleString('en-US').replaceAll(',', '\u00a0');
}

function clock(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
}
