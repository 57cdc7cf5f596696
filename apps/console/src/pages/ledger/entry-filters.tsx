import type { EntryFilters } from '../../api/queries.ts';
import { ClearFilters } from '../../ui/clear-filters.tsx';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { FilterText } from '../../ui/filter-text.tsx';
import { readWindow, windowHours } from '../../ui/window-links.tsx';
import type { UrlPatch } from '../../url-state.ts';
import { eventTypes } from './describe-event.ts';

const names = ['type', 'actor', 'project', 'text', 'from', 'to', 'window'] as const;
const nothing: UrlPatch = Object.fromEntries([...names, 'cursor'].map((name) => [name, undefined]));

/** Families first: `llm.` stands for every type that begins so. */
const types = [...new Set(eventTypes.map((type) => type.slice(0, type.indexOf('.') + 1)))]
  .filter((family) => eventTypes.filter((type) => type.startsWith(family)).length > 1)
  .concat(eventTypes)
  .map((value) => ({ value, word: value.endsWith('.') ? `${value}*` : value }));

/** The filters the address asks for. A window is relative to `nowMs`, by the minute; exact times win over it. */
export function readEntryFilters(params: URLSearchParams, nowMs: number): EntryFilters {
  const window = readWindow(params);
  const exact = params.get('from') || params.get('to');
  const since = Math.floor(nowMs / 60_000) * 60_000;
  const from =
    params.get('from') ??
    (window && !exact ? new Date(since - windowHours[window] * 3_600_000).toISOString() : null);
  const filters = {
    type: params.get('type'),
    actor: params.get('actor'),
    project: params.get('project'),
    text: params.get('text'),
    from,
    to: params.get('to'),
  };
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== null && value !== ''));
}

/** The same as an excerpt's filter: families by their members, times by their names there. Text is no part of it. */
export function sliceFilter({ type, actor, project, from, to }: EntryFilters) {
  return {
    ...(type !== undefined && {
      types: type.endsWith('.') ? eventTypes.filter((each) => each.startsWith(type)) : [type],
    }),
    ...(actor !== undefined && { actor }),
    ...(project !== undefined && { project }),
    ...(from !== undefined && { since: from }),
    ...(to !== undefined && { until: to }),
  };
}

/** The filters, each in the address. */
export function EntryFilterBar({
  params,
  patch,
}: {
  params: URLSearchParams;
  patch: (change: UrlPatch) => void;
}) {
  const value = (name: string) => params.get(name) || undefined;
  const change = (name: string) => (next: string | undefined) => patch({ [name]: next, cursor: undefined });
  const active = names.some((name) => value(name) !== undefined);
  return (
    <search aria-label="Filters" className="flex flex-wrap items-center gap-2">
      <FilterSelect label="Type" value={value('type')} options={types} onChange={change('type')} />
      <FilterText
        label="Search"
        value={value('text')}
        placeholder="text in the entry"
        onChange={change('text')}
      />
      <FilterText
        label="Actor"
        value={value('actor')}
        placeholder="id of the actor"
        onChange={change('actor')}
      />
      {active ? <ClearFilters onClick={() => patch(nothing)} /> : null}
    </search>
  );
}
