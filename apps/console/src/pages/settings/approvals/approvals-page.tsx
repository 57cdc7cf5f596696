import { Link } from 'wouter';
import { useAll } from '../../../api/read.ts';
import { Command } from '../../../ui/command.tsx';
import { FilterSelect } from '../../../ui/filter-select.tsx';
import { ListPage, TableFrame } from '../../../ui/list-page.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import { EmptyState } from '../../../ui/notice.tsx';
import { Cell, Row, Table } from '../../../ui/table.tsx';
import { Ago } from '../../../ui/time.tsx';
import { Until } from '../../../ui/until.tsx';
import { href, patchSearch, useUrlState } from '../../../url-state.ts';
import { useNames } from '../names.ts';
import { ApprovalDetails } from './approval-details.tsx';
import { ApprovalStateTag, approvalStates } from './approval-state.tsx';

const columns = [
  { title: 'Action' },
  { title: 'On', className: '@max-[680px]:hidden' },
  { title: 'Asked by', className: 'w-40 @max-[680px]:hidden' },
  { title: 'Asked', className: 'w-24 @max-[480px]:hidden' },
  { title: 'Ends', className: 'w-24 @max-[900px]:hidden' },
  { title: 'State', className: 'w-28' },
];

/** What waits for a second person, and what became of what did. */
export function ApprovalsPage() {
  const [params, patch] = useUrlState();
  const approvals = useAll('approvals', '/api/approvals', { everyMs: 10_000 });
  const nameOf = useNames();
  const state = approvalStates.find((each) => each === params.get('state'));
  const selected = approvals.data?.find(({ id }) => id === params.get('approval'));
  const search = params.toString();
  return (
    <ListPage
      title="Approvals"
      actions={
        <FilterSelect
          label="State"
          value={state}
          options={approvalStates.map((value) => ({ value, word: value }))}
          onChange={(next) => patch({ state: next })}
        />
      }
      panel={
        selected ? (
          <ApprovalDetails
            key={selected.id}
            approval={selected}
            close={() => patch({ approval: undefined })}
          />
        ) : null
      }
    >
      <Loaded query={approvals}>
        {(all) => {
          const shown = all.filter((approval) => state === undefined || approval.state === state);
          if (shown.length === 0) return <Nothing filtered={state !== undefined} />;
          return (
            <TableFrame>
              <Table label="Approvals" columns={columns}>
                {shown.map((approval) => (
                  <Row key={approval.id} id={approval.id} current={approval.id === selected?.id}>
                    <Cell>
                      <Link
                        href={href('/settings/approvals', patchSearch(search, { approval: approval.id }))}
                        className="row-link font-mono text-sm"
                      >
                        {approval.action}
                      </Link>
                    </Cell>
                    <Cell
                      className="font-mono text-sm text-muted @max-[680px]:hidden"
                      title={approval.resource}
                    >
                      {approval.resource}
                    </Cell>
                    <Cell className="text-muted @max-[680px]:hidden">
                      {nameOf(approval.requestedBy.who ?? approval.requestedBy.id)}
                    </Cell>
                    <Cell className="text-muted @max-[480px]:hidden">
                      <Ago at={approval.requestedAt} />
                    </Cell>
                    <Cell className="text-muted @max-[900px]:hidden">
                      <Until at={approval.expiresAt} />
                    </Cell>
                    <Cell>
                      <ApprovalStateTag state={approval.state} />
                    </Cell>
                  </Row>
                ))}
              </Table>
            </TableFrame>
          );
        }}
      </Loaded>
    </ListPage>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  return (
    <EmptyState title={filtered ? 'No approval is in this state' : 'Nothing waits for a second person'}>
      <p className="text-muted">
        Which actions take two persons is set in the configuration, under{' '}
        <code className="font-mono text-sm text-text">approvals.actions</code>. Whoever asks for one of them
        is told to wait, and the request appears here for somebody else.
      </p>
      {filtered ? null : <Command text={twoPersons} label="configuration" />}
    </EmptyState>
  );
}

const twoPersons = `approvals:
  actions: [policy.change, key.create]`;
