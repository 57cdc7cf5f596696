import { X } from 'lucide-react';
import { useId, useMemo } from 'react';
import type { RequestRow } from 'ringwall';
import { useKeys, useStatus } from '../../api/queries.ts';
import { FilterSelect } from '../../ui/filter-select.tsx';
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
      <RuleFilter
        key={value('rule') ?? ''}
        value={value('rule')}
        rows={rows}
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
      {filterKey(params) === '' ? null : (
        <button
          type="button"
          onClick={() => patch(nothing)}
          className="h-7 rounded-md px-2 text-muted hover:text-text"
        >
          Clear filters
        </button>
      )}
    </search>
  );
}

/** Free text, because rules are many; what was seen is suggested. Applied on Enter or on leaving the field. */
function RuleFilter({
  value,
  rows,
  onChange,
}: {
  value: string | undefined;
  rows: readonly RequestRow[];
  onChange: (value: string | undefined) => void;
}) {
  const list = useId();
  const seen = useMemo(() => [...new Set(rows.flatMap((row) => row.rules))].sort(), [rows]);
  const apply = (text: string) => {
    if (text.trim() !== (value ?? '')) onChange(text.trim() || undefined);
  };
  return (
    <label
      className={`flex h-7 items-center rounded-md border has-focus-visible:outline-2 has-focus-visible:outline-accent ${value === undefined ? 'border-line-strong bg-surface' : 'border-accent/60 bg-accent/8'}`}
    >
      <span className="pl-2 text-muted">Rule</span>
      <input
        defaultValue={value}
        list={list}
        placeholder="detector/rule"
        spellCheck={false}
        autoComplete="off"
        onBlur={(event) => apply(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') apply(event.currentTarget.value);
        }}
        className="h-full w-36 bg-transparent px-1.5 outline-none placeholder:text-faint"
      />
      <datalist id={list}>
        {seen.map((rule) => (
          <option key={rule} value={rule} />
        ))}
      </datalist>
    </label>
  );
}

function rangeWords(from: string | undefined, to: string | undefined): string {
  const words = (time: string) => formatAbsolute(new Date(time)).slice(0, 16);
  if (from && to) return `${words(from)} – ${words(to)}`;
  return from ? `since ${words(from)}` : to ? `before ${words(to)}` : '';
}
