import { X } from 'lucide-react';
import { useMemo } from 'react';
import type { RequestRow } from 'ringwall';
import { useKeys, useStatus } from '../../api/queries.ts';
import { ClearFilters } from '../../ui/clear-filters.tsx';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { FilterText } from '../../ui/filter-text.tsx';
import { formatAbsolute } from '../../ui/format.ts';
import { decisionLooks, stateLooks } from '../../ui/verdict.tsx';
import { readWindow, WindowLinks } from '../../ui/window-links.tsx';
import type { UrlPatch } from '../../url-state.ts';
import { filterKey, filterNames } from './traffic-filters.ts';

const decisions = Object.entries(decisionLooks).map(([value, { word }]) => ({ value, word }));
const states = Object.entries(stateLooks).map(([value, { word }]) => ({ value, word }));
const protocols = [
  { value: 'openai', word: 'OpenAI' },
  { value: 'anthropic', word: 'Anthropic' },
];
const nothing: UrlPatch = Object.fromEntries(filterNames.map((name) => [name, undefined]));

/** The filters, each in the address. */
export function FilterBar({
  params,
  patch,
  rows,
}: {
  params: URLSearchParams;
  patch: (change: UrlPatch) => void;
  rows: readonly RequestRow[];
}) {
  const status = useStatus();
  const keys = useKeys();
  const value = (name: string) => params.get(name) || undefined;
  const rules = useMemo(() => [...new Set(rows.flatMap((row) => row.rules))].sort(), [rows]);
  const exact = value('from') !== undefined || value('to') !== undefined;
  return (
    <search aria-label="Filters" className="flex flex-wrap items-center gap-2 px-4 pb-3 md:px-6">
      <FilterSelect
        label="Verdict"
        value={value('decision')}
        options={decisions}
        onChange={(decision) => patch({ decision })}
      />
      <FilterSelect
        label="State"
        value={value('state')}
        options={states}
        onChange={(state) => patch({ state })}
      />
      <FilterSelect
        label="Route"
        value={value('route')}
        options={(status.data?.routes ?? []).map(({ name }) => ({ value: name, word: name }))}
        onChange={(route) => patch({ route })}
      />
      <FilterSelect
        label="Key"
        value={value('key')}
        options={(keys.data ?? []).map(({ id, name }) => ({ value: id, word: name }))}
        onChange={(key) => patch({ key })}
      />
      <FilterSelect
        label="Protocol"
        value={value('protocol')}
        options={protocols}
        onChange={(protocol) => patch({ protocol })}
      />
      <FilterText
        label="Rule"
        value={value('rule')}
        placeholder="detector/rule"
        suggestions={rules}
        onChange={(rule) => patch({ rule })}
      />
      <WindowLinks path="/traffic" current={exact ? undefined : readWindow(params)} all />
      {exact ? (
        <button
          type="button"
          onClick={() => patch({ from: undefined, to: undefined })}
          className="flex h-7 items-center gap-1.5 rounded-md border border-accent/60 bg-accent/8 px-2"
        >
          <span className="max-w-110 truncate">{rangeWords(value('from'), value('to'))}</span>
          <X size={12} aria-hidden="true" />
          <span className="sr-only">Remove the time range</span>
        </button>
      ) : null}
      {filterKey(params) === '' ? null : <ClearFilters onClick={() => patch(nothing)} />}
    </search>
  );
}

function rangeWords(from: string | undefined, to: string | undefined): string {
  const words = (time: string) => formatAbsolute(new Date(time)).slice(0, 16);
  if (from && to) return `${words(from)} – ${words(to)}`;
  return from ? `since ${words(from)}` : to ? `before ${words(to)}` : '';
}
