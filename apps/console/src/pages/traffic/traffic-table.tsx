import { ArrowDown, ArrowUp, AudioLines } from 'lucide-react';
import { type MouseEvent, memo, type ReactNode, type Ref, useCallback } from 'react';
import type { RequestRow } from 'ringwall';
import { Link, useLocation } from 'wouter';
import { formatCompact, formatMs } from '../../ui/format.ts';
import { formatMoney } from '../../ui/money.ts';
import { Ago } from '../../ui/time.tsx';
import { VerdictBadge } from '../../ui/verdict.tsx';
import {
  type VirtualColumn,
  VirtualRow,
  VirtualTable,
  type VirtualTableHandle,
} from '../../ui/virtual-table.tsx';
import type { RowView } from './rows/row-store.ts';
import type { Sort } from './traffic-filters.ts';

/**
 * The columns, read as a sentence: when, who, through which route, what came of it, how long it took, what it cost. The
 * table's own width counts, not the screen's: where it is narrow, what is missed least goes first and the verdict takes
 * the room.
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
  tokens: { title: 'Tokens', className: 'w-32 text-right @max-[840px]:hidden' },
  cost: { title: 'Cost', className: 'w-24 pr-4 text-right md:pr-6 @max-[840px]:hidden' },
} as const;
type ColumnName = keyof typeof columns;
const names: readonly ColumnName[] = [
  'time',
  'key',
  'route',
  'model',
  'verdict',
  'latency',
  'tokens',
  'cost',
];

/** The requests. Only the rows in sight exist; a row that is read stays where it is when others arrive. */
export function TrafficTable({
  rows,
  sort,
  hrefOfSort,
  selected,
  hrefOf,
  onSight,
  handle,
}: {
  rows: RowView;
  sort: Sort;
  hrefOfSort: (sort: Sort) => string;
  selected: string | undefined;
  hrefOf: (request: string) => string;
  onSight: (from: number, to: number) => void;
  handle: Ref<VirtualTableHandle>;
}) {
  const [, navigate] = useLocation();
  const renderRow = useCallback(
    (index: number) => {
      const row = rows.at(index);
      return row === undefined ? undefined : (
        <TrafficRow
          key={row.request}
          row={row}
          index={index}
          isSelected={row.request === selected}
          href={hrefOf(row.request)}
          open={navigate}
        />
      );
    },
    [rows, selected, hrefOf, navigate],
  );
  return (
    <VirtualTable
      label="Requests"
      columns={names.map((name) => columnOf(name, sort, hrefOfSort))}
      count={rows.count ?? 0}
      renderRow={renderRow}
      onSight={onSight}
      handle={handle}
    />
  );
}

const sortable: Readonly<Partial<Record<ColumnName, readonly Sort[]>>> = {
  time: ['newest', 'oldest'],
  latency: ['slowest'],
  cost: ['costliest'],
};

function columnOf(name: ColumnName, sort: Sort, hrefOfSort: (sort: Sort) => string): VirtualColumn {
  const { title, className } = columns[name];
  const orders = sortable[name];
  if (orders === undefined) return { name, title, className };
  const current = orders.includes(sort);
  // The next of its orders; of what has one, back to the usual.
  const next = current ? (orders[orders.indexOf(sort) + 1] ?? 'newest') : (orders[0] ?? 'newest');
  const Arrow = sort === 'oldest' ? ArrowUp : ArrowDown;
  return {
    ...{ name, className },
    ...(current && { sorted: sort === 'oldest' ? 'ascending' : 'descending' }),
    title: (
      <Link
        href={hrefOfSort(next)}
        replace
        className="inline-flex items-center gap-1 rounded-sm hover:text-text"
      >
        {title}
        {current ? <Arrow size={12} aria-hidden="true" /> : null}
        <span className="sr-only">, sort by {next}</span>
      </Link>
    ),
  };
}

function TrafficRow({
  row,
  index,
  isSelected,
  href,
  open,
}: {
  row: RequestRow;
  index: number;
  isSelected: boolean;
  href: string;
  open: (href: string) => void;
}) {
  return (
    <VirtualRow index={index} isSelected={isSelected} data={{ 'data-request': row.request }}>
      <Cells row={row} href={href} open={open} />
    </VirtualRow>
  );
}

/** Apart from the row, whose place in the list changes with every request that comes. */
const Cells = memo(function Cells({
  row,
  href,
  open,
}: {
  row: RequestRow;
  href: string;
  open: (href: string) => void;
}) {
  // A link that listens to every change of the address, as those elsewhere do, would be one too many for each row.
  const onClick = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(href);
  };
  const tokens = row.inputTokens === undefined ? undefined : [row.inputTokens, row.outputTokens ?? 0];
  return (
    <>
      <Cell column="time" muted>
        <a href={href} onClick={onClick} className="row-link">
          <Ago at={row.time} />
          <span className="sr-only">, request {row.request}</span>
        </a>
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
      <Cell column="cost" muted>
        {row.nanoDollars === undefined || row.nanoDollars === 0 ? '' : formatMoney(row.nanoDollars)}
      </Cell>
    </>
  );
});

/** A cell as wide and as visible as the head of its column. */
function Cell({
  column,
  title,
  muted = false,
  children,
}: {
  column: ColumnName;
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
