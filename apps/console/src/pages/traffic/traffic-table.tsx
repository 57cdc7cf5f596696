import { AudioLines } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RequestRow } from 'ringwall';
import { Link } from 'wouter';
import { formatCompact, formatMs } from '../../ui/format.ts';
import { Ago } from '../../ui/time.tsx';
import { VerdictBadge } from '../../ui/verdict.tsx';
import { useVisibleRows } from '../../ui/visible-rows.ts';

const rowHeight = 32;

/**
 * The columns, read as a sentence: when, who, through which route, what came of it, how long it took. The table's own
 * width counts, not the screen's: where it is narrow, what is missed least goes first and the verdict takes the room.
 */
const columns = {
  time: { title: 'Time', className: 'w-26 pl-4 md:w-28 md:pl-6' },
  key: { title: 'Key', className: 'w-36 @max-[520px]:w-28' },
  route: { title: 'Route', className: 'w-36 @max-[680px]:hidden' },
  model: { title: 'Model', className: 'w-40 @max-[960px]:hidden' },
  verdict: { title: 'Verdict', className: '@max-[420px]:pr-4' },
  latency: {
    title: 'Latency',
    className: 'w-24 text-right @max-[840px]:pr-4 md:@max-[840px]:pr-6 @max-[420px]:hidden',
  },
  tokens: { title: 'Tokens', className: 'w-32 pr-4 text-right md:pr-6 @max-[840px]:hidden' },
} as const;

/** The requests, newest first. Only the rows in sight exist; a row that is read stays where it is when others arrive. */
export function TrafficTable({
  rows,
  selected,
  hrefOf,
  footer,
}: {
  rows: readonly RequestRow[];
  selected: string | undefined;
  hrefOf: (request: string) => string;
  footer: ReactNode;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const { from, to } = useVisibleRows(scroller, { rowHeight, count: rows.length });
  useAnchor(scroller, rows);
  const focus = useRowFocus(scroller, rows);

  return (
    <div ref={scroller} className="@container relative min-h-0 flex-1 overflow-y-auto">
      <table
        aria-label="Requests"
        aria-rowcount={rows.length + 1}
        className="w-full table-fixed border-separate border-spacing-0 text-left"
      >
        <thead className="sticky top-0 z-10 bg-bg text-sm text-muted">
          <tr aria-rowindex={1}>
            {Object.values(columns).map(({ title, className }) => (
              <th key={title} scope="col" className={`h-8 border-b border-line px-2 ${className}`}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={focus.onKeyDown}>
          {from > 0 ? <Spacer rows={from} /> : null}
          {rows.slice(from, to).map((row, i) => (
            <Row
              key={row.request}
              row={row}
              rowIndex={from + i + 2}
              selected={row.request === selected}
              href={hrefOf(row.request)}
            />
          ))}
          {to < rows.length ? <Spacer rows={rows.length - to} /> : null}
        </tbody>
      </table>
      {footer}
    </div>
  );
}

function Row({
  row,
  rowIndex,
  selected,
  href,
}: {
  row: RequestRow;
  rowIndex: number;
  selected: boolean;
  href: string;
}) {
  const [arrived] = useState(() => Date.now() - Date.parse(row.time) < 3_000);
  const tokens = row.inputTokens === undefined ? undefined : [row.inputTokens, row.outputTokens ?? 0];
  return (
    <tr
      aria-rowindex={rowIndex}
      aria-selected={selected}
      data-request={row.request}
      className={`relative ${arrived ? 'arrive' : ''} ${selected ? 'bg-raised' : 'hover:bg-surface'}`}
    >
      <Cell column="time" muted>
        <Link href={href} className="row-link">
          <Ago at={row.time} />
          <span className="sr-only">, request {row.request}</span>
        </Link>
      </Cell>
      <Cell column="key" title={row.keyName}>
        {row.keyName}
      </Cell>
      <Cell column="route" title={row.route} muted>
        {row.route}
      </Cell>
      <Cell column="model" title={row.model} muted>
        {row.model}
        {row.stream ? (
          <span title="Streamed" className="ml-1.5 inline-block align-[-2px] text-faint">
            <AudioLines size={13} aria-hidden="true" />
            <span className="sr-only">streamed</span>
          </span>
        ) : null}
      </Cell>
      <Cell column="verdict" title={row.rules.join('\n')}>
        <VerdictAndRules row={row} />
      </Cell>
      <Cell column="latency" muted>
        {row.totalMs === undefined ? '' : formatMs(row.totalMs)}
      </Cell>
      <Cell column="tokens" muted>
        {tokens ? tokens.map(formatCompact).join(' → ') : ''}
      </Cell>
    </tr>
  );
}

/** A cell as wide and as visible as the head of its column. */
function Cell({
  column,
  title,
  muted = false,
  children,
}: {
  column: keyof typeof columns;
  title?: string;
  muted?: boolean;
  children: ReactNode;
}) {
  return (
    <td
      title={title === '' ? undefined : title}
      className={`h-8 truncate border-b border-line px-2 ${muted ? 'text-muted' : ''} ${columns[column].className}`}
    >
      {children}
    </td>
  );
}

/** The verdict, and why in as many letters as there is room for. */
function VerdictAndRules({ row }: { row: RequestRow }) {
  if (row.rules.length === 0) return <VerdictBadge row={row} />;
  return (
    <span className="flex items-baseline gap-2">
      <span className="min-w-20 @min-[420px]:shrink-0">
        <VerdictBadge row={row} />
      </span>
      <span className="truncate font-mono text-sm text-muted @max-[420px]:hidden">
        {row.rules.map(ruleName).join(', ')}
      </span>
    </span>
  );
}

/** The rule without its detector: the panel and the hover have both. */
function ruleName(rule: string): string {
  return rule.slice(rule.indexOf('/') + 1);
}

function Spacer({ rows }: { rows: number }) {
  return (
    <tr>
      <td style={{ height: rows * rowHeight }} />
    </tr>
  );
}

/** Keeps what is being read in its place when rows arrive above it; at the very top, new rows push down. */
function useAnchor(scroller: { current: HTMLElement | null }, rows: readonly RequestRow[]): void {
  const first = useRef(rows[0]?.request);
  useLayoutEffect(() => {
    const element = scroller.current;
    const previous = first.current;
    first.current = rows[0]?.request;
    if (element === null || previous === undefined || element.scrollTop === 0) return;
    const added = rows.findIndex((row) => row.request === previous);
    if (added > 0) element.scrollTop += added * rowHeight;
  }, [scroller, rows]);
}

/** Arrow keys walk the rows, also to rows that are not drawn yet. */
function useRowFocus(scroller: { current: HTMLElement | null }, rows: readonly RequestRow[]) {
  const wanted = useRef<string>(undefined);
  useEffect(() => {
    const request = wanted.current;
    if (request === undefined) return;
    const link = scroller.current?.querySelector<HTMLElement>(`[data-request="${CSS.escape(request)}"] a`);
    if (!link) return;
    wanted.current = undefined;
    link.focus({ preventScroll: true });
  });

  function onKeyDown(event: KeyboardEvent): void {
    const element = scroller.current;
    const current = event.target instanceof Element ? event.target.closest('tr')?.dataset.request : undefined;
    const at = rows.findIndex((row) => row.request === current);
    if (element === null || at === -1) return;
    const page = Math.max(1, Math.floor(element.clientHeight / rowHeight) - 2);
    const moves: Readonly<Record<string, number>> = {
      ArrowUp: at - 1,
      ArrowDown: at + 1,
      PageUp: at - page,
      PageDown: at + page,
      Home: 0,
      End: rows.length - 1,
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const next = Math.min(rows.length - 1, Math.max(0, move));
    wanted.current = rows[next]?.request;
    // Into sight, below the header that stays; the scroll event draws it and the effect above focuses it.
    const top = next * rowHeight;
    const seen = element.clientHeight - 2 * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top > element.scrollTop + seen) element.scrollTop = top - seen;
    const link = element.querySelector<HTMLElement>(`[data-request="${CSS.escape(wanted.current ?? '')}"] a`);
    if (!link) return;
    wanted.current = undefined;
    link.focus({ preventScroll: true });
  }

  return { onKeyDown };
}
