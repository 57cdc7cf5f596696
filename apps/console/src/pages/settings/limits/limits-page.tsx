import { Plus } from 'lucide-react';
import { useAction } from '../../../api/action.ts';
import type { Schema } from '../../../api/operations.ts';
import { useAll } from '../../../api/read.ts';
import { useMay } from '../../../api/use-session.ts';
import { Button } from '../../../ui/button.tsx';
import { Command } from '../../../ui/command.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { ListPage, TableFrame } from '../../../ui/list-page.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import { EmptyState } from '../../../ui/notice.tsx';
import { Cell, Row, Table } from '../../../ui/table.tsx';
import { useAdding } from '../use-adding.ts';
import { amountInWords } from './limit-words.ts';
import { useLimited } from './limited.ts';
import { NewLimit } from './new-limit.tsx';
import { UsageBar } from './usage-bar.tsx';

const columns = [
  { title: 'Of' },
  { title: 'At most', className: 'w-48' },
  { title: 'Used now', className: 'w-84 @max-[680px]:hidden' },
  { title: 'Action', className: 'w-24 text-right' },
];

/** What may be used of what, and how much of it is used. */
export function LimitsPage() {
  const may = useMay();
  const limits = useAll('limits', '/api/limits', { everyMs: 5_000 });
  const [adding, setAdding] = useAdding('limit.set');
  return (
    <ListPage
      title="Limits"
      actions={
        may('limit.set') ? (
          <Button tone="accent" onClick={() => setAdding(true)}>
            <Plus size={14} aria-hidden="true" /> Set a limit
          </Button>
        ) : null
      }
    >
      {adding ? <NewLimit close={() => setAdding(false)} /> : null}
      <Loaded query={limits}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title="No limits yet">
              <p className="text-muted">
                Whoever has a key may use all they want. A budget of 50 dollars a month for each key by
                itself:
              </p>
              <Command text="ringwall limit set key:* money 50 --per month" label="limit command" />
            </EmptyState>
          ) : (
            <TableFrame>
              <Table label="Limits" columns={columns}>
                {all.map((limit) => (
                  <LimitRow key={limit.id} limit={limit} />
                ))}
              </Table>
            </TableFrame>
          )
        }
      </Loaded>
    </ListPage>
  );
}

function LimitRow({ limit }: { limit: Schema<'LimitWithUses'> }) {
  const may = useMay();
  const wordsFor = useLimited();
  const remove = useAction(
    (client, id: string, consent) => client.delete('/api/limits/{id}', { path: { id }, ...consent }),
    { changes: ['limits'], says: () => 'The limit was taken away.' },
  );
  return (
    <Row id={limit.id}>
      <Cell title={limit.of}>
        {wordsFor(limit.of)}
        {limit.project === undefined || limit.of.startsWith('project:') ? null : (
          <span className="text-muted"> in {limit.project}</span>
        )}
      </Cell>
      <Cell>{amountInWords(limit)}</Cell>
      <Cell className="@max-[680px]:hidden">
        <UsageBar limit={limit} nameOf={wordsFor} />
      </Cell>
      <Cell className="text-right">
        {may('limit.set') ? (
          <ConfirmButton
            title="Remove this limit"
            says={
              <p>
                {wordsFor(limit.of)}: {amountInWords(limit)}. From the next request on it holds no more.
              </p>
            }
            verb="Remove"
            action={remove}
            input={() => limit.id}
            mini
          >
            Remove<span className="sr-only"> the limit of {limit.of}</span>
          </ConfirmButton>
        ) : null}
      </Cell>
    </Row>
  );
}
