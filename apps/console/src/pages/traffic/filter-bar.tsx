import { ListFilter, X } from 'lucide-react';
import { memo, type ReactNode, useState } from 'react';
import { useKeys } from '../../api/queries.ts';
import { useAll } from '../../api/read.ts';
import { useTimes } from '../../preferences/preferences-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { ClearFilters } from '../../ui/clear-filters.tsx';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { FilterText } from '../../ui/filter-text.tsx';
import { decisionLooks, stateLooks } from '../../ui/verdict.tsx';
import { readWindow, WindowLinks } from '../../ui/window-links.tsx';
import type { UrlPatch } from '../../url-state.ts';
import { useNames } from '../settings/names.ts';
import { filterNames, isFiltered } from './traffic-filters.ts';

const decisions = Object.entries(decisionLooks).map(([value, { word }]) => ({ value, word }));
const states = [
  ...Object.entries(stateLooks).map(([value, { word }]) => ({ value, word })),
  { value: 'failed', word: 'Failed, in any way' },
];
const protocols = [
  { value: 'openai', word: 'OpenAI' },
  { value: 'anthropic', word: 'Anthropic' },
];
const nothing: UrlPatch = Object.fromEntries(filterNames.map((name) => [name, undefined]));
/** Those that few need, and whoever has one set. */
const further = ['protocol', 'model', 'who', 'rule', 'conversation', 'minLatencyMs', 'minDollars', 'project'];

/** The filters, each in the address. Drawn anew when they change, and not with every request that comes. */
export const FilterBar = memo(function FilterBar({
  params,
  patch,
  rules,
  children,
}: {
  params: URLSearchParams;
  patch: (change: UrlPatch) => void;
  /** Rules that are known to have found something, to be suggested. */
  rules: readonly string[];
  /** What else belongs beside the filters. */
  children?: ReactNode;
}) {
  const routes = useAll('routes', '/api/routes');
  const keys = useKeys();
  const value = (name: string) => params.get(name) || undefined;
  const set = filterNames.filter((name) => params.get(name)).length;
  const [all, setAll] = useState(further.some((name) => params.get(name)));
  const exact = value('from') !== undefined || value('to') !== undefined;
  const text = (name: string, label: string, placeholder: string, suggestions: readonly string[] = []) => (
    <FilterText
      label={label}
      value={value(name)}
      placeholder={placeholder}
      suggestions={suggestions}
      onChange={(given) => patch({ [name]: given })}
    />
  );
  return (
    <search aria-label="Filters" className="flex flex-col gap-2 px-4 pb-3 md:px-6">
      <div className="flex flex-wrap items-center gap-2">
        {text('text', 'Search', 'model, key, route, id')}
        <div className={`contents ${all ? '' : 'max-md:hidden'}`}>
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
            options={(routes.data ?? []).map(({ name }) => ({ value: name, word: name }))}
            onChange={(route) => patch({ route })}
          />
          <FilterSelect
            label="Key"
            value={value('key')}
            options={(keys.data ?? []).map(({ id, name }) => ({ value: id, word: name }))}
            onChange={(key) => patch({ key })}
          />
        </div>
        <WindowLinks path="/traffic" current={exact ? undefined : readWindow(params)} all />
        {exact ? <ExactTimes from={value('from')} to={value('to')} patch={patch} /> : null}
        <Button onClick={() => setAll(!all)} pressed={all}>
          <ListFilter size={14} aria-hidden="true" />
          {all ? 'Fewer filters' : 'More filters'}
          {set > 0 ? <span className="text-muted">{set}</span> : null}
        </Button>
        {isFiltered(params) ? <ClearFilters onClick={() => patch(nothing)} /> : null}
        {children}
      </div>
      {all ? (
        <div className="flex flex-wrap items-center gap-2 max-md:grid max-md:grid-cols-2">
          <FilterSelect
            label="Protocol"
            value={value('protocol')}
            options={protocols}
            onChange={(protocol) => patch({ protocol })}
          />
          {text('rule', 'Rule', 'detector/rule', rules)}
          {text('model', 'Model', 'exact name')}
          <Who value={value('who')} patch={patch} />
          {text('conversation', 'Conversation', 'cnv_…')}
          {text('minLatencyMs', 'Slower than', 'ms')}
          {text('minDollars', 'Costs at least', 'US dollars')}
        </div>
      ) : null}
    </search>
  );
});

function Who({ value, patch }: { value: string | undefined; patch: (change: UrlPatch) => void }) {
  const nameOf = useNames();
  if (value === undefined)
    return (
      <FilterText
        label="Who"
        value={undefined}
        placeholder="usr_… or svc_…"
        onChange={(who) => patch({ who })}
      />
    );
  return <SetFilter words={`Who: ${nameOf(value)}`} what="who" clear={() => patch({ who: undefined })} />;
}

function ExactTimes({
  from,
  to,
  patch,
}: {
  from: string | undefined;
  to: string | undefined;
  patch: (change: UrlPatch) => void;
}) {
  const { absolute } = useTimes();
  const at = (time: string) => absolute(new Date(time)).slice(0, 16);
  const words =
    from && to ? `${at(from)} – ${at(to)}` : from ? `since ${at(from)}` : to ? `before ${at(to)}` : '';
  return (
    <SetFilter words={words} what="the time range" clear={() => patch({ from: undefined, to: undefined })} />
  );
}

/** A filter that is set and can be taken away. */
function SetFilter({ words, what, clear }: { words: string; what: string; clear: () => void }) {
  return (
    <button
      type="button"
      onClick={clear}
      className="flex h-7 min-w-0 items-center gap-1.5 rounded-md border border-accent/60 bg-accent/8 px-2"
    >
      <span className="max-w-110 truncate">{words}</span>
      <X size={12} aria-hidden="true" className="shrink-0" />
      <span className="sr-only">Remove {what}</span>
    </button>
  );
}
