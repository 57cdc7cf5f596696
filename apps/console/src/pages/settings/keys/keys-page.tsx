import { Plus } from 'lucide-react';
import { Link } from 'wouter';
import type { Schema } from '../../../api/operations.ts';
import { useAll } from '../../../api/read.ts';
import { useMay } from '../../../api/use-session.ts';
import { Button } from '../../../ui/button.tsx';
import { ClearFilters } from '../../../ui/clear-filters.tsx';
import { Command } from '../../../ui/command.tsx';
import { FilterSelect } from '../../../ui/filter-select.tsx';
import { ListPage, TableFrame } from '../../../ui/list-page.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import { EmptyState } from '../../../ui/notice.tsx';
import { Cell, Row, Table } from '../../../ui/table.tsx';
import { Ago, useNow } from '../../../ui/time.tsx';
import { Until } from '../../../ui/until.tsx';
import { listInWords } from '../../../ui/word-list.ts';
import { href, patchSearch, useUrlState } from '../../../url-state.ts';
import { useNames } from '../names.ts';
import { useAdding } from '../use-adding.ts';
import { KeyDetails } from './key-details.tsx';
import { type KeyState, KeyStateTag, keyState, keyStates } from './key-state.tsx';
import { NewKey } from './new-key.tsx';

const columns = [
  { title: 'Name' },
  { title: 'Belongs to', className: 'w-36 @max-[900px]:hidden' },
  { title: 'Project', className: 'w-28 @max-[680px]:hidden' },
  { title: 'Routes', className: 'w-32 @max-[480px]:hidden' },
  { title: 'Last used', className: 'w-24 @max-[480px]:hidden' },
  { title: 'Expires', className: 'w-24 @max-[680px]:hidden' },
  { title: 'State', className: 'w-24' },
];

/** The API keys: whose they are, what they reach, when they were used. */
export function KeysPage() {
  const may = useMay();
  const nowMs = useNow();
  const [params, patch] = useUrlState();
  const keys = useAll('keys', '/api/keys');
  const [adding, setAdding] = useAdding('key.create');
  const state = keyStates.find((each) => each === params.get('state'));
  const project = params.get('project') ?? undefined;
  const all = keys.data ?? [];
  const selected = all.find(({ id }) => id === params.get('key'));
  const shown = all
    .filter((key) => fits(keyState(key, nowMs), state))
    .filter((key) => project === undefined || key.project === project)
    .toReversed();
  const search = params.toString();

  return (
    <ListPage
      title="Keys"
      actions={
        may('key.create') ? (
          <Button tone="accent" onClick={() => setAdding(true)}>
            <Plus size={14} aria-hidden="true" /> New key
          </Button>
        ) : null
      }
      panel={
        selected ? (
          <KeyDetails key={selected.id} apiKey={selected} close={() => patch({ key: undefined })} />
        ) : null
      }
    >
      {adding ? <NewKey close={() => setAdding(false)} /> : null}
      <search aria-label="Filters" className="flex flex-wrap items-center gap-2">
        <FilterSelect
          label="State"
          value={state}
          options={keyStates.map((value) => ({ value, word: value }))}
          onChange={(next) => patch({ state: next })}
        />
        <FilterSelect
          label="Project"
          value={project}
          options={[...new Set(all.map((key) => key.project))].map((value) => ({ value, word: value }))}
          onChange={(next) => patch({ project: next })}
        />
        {state || project ? (
          <ClearFilters onClick={() => patch({ state: undefined, project: undefined })} />
        ) : null}
      </search>
      <Loaded query={keys}>
        {() =>
          shown.length === 0 ? (
            <NoKeys filtered={state !== undefined || project !== undefined} />
          ) : (
            <TableFrame>
              <Table label="API keys" columns={columns}>
                {shown.map((key) => (
                  <KeyRow
                    key={key.id}
                    apiKey={key}
                    current={key.id === selected?.id}
                    to={href('/settings/keys', patchSearch(search, { key: key.id }))}
                  />
                ))}
              </Table>
            </TableFrame>
          )
        }
      </Loaded>
    </ListPage>
  );
}

/** Revoked keys are many after a while, and are asked for. */
function fits(state: KeyState, wanted: KeyState | undefined): boolean {
  return wanted === undefined ? state !== 'revoked' : state === wanted;
}

function KeyRow({ apiKey, current, to }: { apiKey: Schema<'KeySummary'>; current: boolean; to: string }) {
  const nameOf = useNames();
  return (
    <Row current={current} id={apiKey.id}>
      <Cell>
        <Link href={to} className="row-link" aria-current={current ? 'true' : undefined}>
          {apiKey.name}
        </Link>{' '}
        <span className="font-mono text-sm text-faint">{apiKey.prefix}…</span>
      </Cell>
      <Cell className="text-muted @max-[900px]:hidden">
        {apiKey.owner === undefined ? '–' : nameOf(apiKey.owner)}
      </Cell>
      <Cell className="text-muted @max-[680px]:hidden">{apiKey.project}</Cell>
      <Cell className="text-muted @max-[480px]:hidden">{listInWords(apiKey.routes, 'every route')}</Cell>
      <Cell className="text-muted @max-[480px]:hidden">
        {apiKey.lastUsedAt === undefined ? 'never' : <Ago at={apiKey.lastUsedAt} />}
      </Cell>
      <Cell className="text-muted @max-[680px]:hidden">
        {apiKey.expiresAt === undefined ? 'never' : <Until at={apiKey.expiresAt} />}
      </Cell>
      <Cell>
        <KeyStateTag apiKey={apiKey} />
      </Cell>
    </Row>
  );
}

function NoKeys({ filtered }: { filtered: boolean }) {
  return filtered ? (
    <EmptyState title="No key fits these filters">
      <p className="text-muted">Clear a filter to see the others.</p>
    </EmptyState>
  ) : (
    <EmptyState title="No keys yet">
      <p className="text-muted">Whoever sends requests through the gateway needs one. Here, or by command:</p>
      <Command text="ringwall key create first-app" label="key command" />
    </EmptyState>
  );
}
