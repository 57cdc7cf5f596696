import { Plus } from 'lucide-react';
import { Link } from 'wouter';
import type { Schema } from '../../../api/operations.ts';
import { useAll } from '../../../api/read.ts';
import { useMay } from '../../../api/use-session.ts';
import { Button } from '../../../ui/button.tsx';
import { ListPage, TableFrame } from '../../../ui/list-page.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import { Cell, Row, Table } from '../../../ui/table.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { Ago } from '../../../ui/time.tsx';
import { href, useUrlState } from '../../../url-state.ts';
import { useGrants } from '../grants/use-grants.ts';
import { useUsers } from '../names.ts';
import { useAdding } from '../use-adding.ts';
import { NewUser } from './new-user.tsx';
import { UserDetails } from './user-details.tsx';
import { UserStateTag } from './user-state.tsx';

const columns = [
  { title: 'Name' },
  { title: 'Roles', className: 'w-56 @max-[480px]:hidden' },
  { title: 'Comes from', className: 'w-28 @max-[900px]:hidden' },
  { title: 'Last seen', className: 'w-28 @max-[680px]:hidden' },
  { title: 'State', className: 'w-28' },
];

/** The people who may sign in, and what they hold. */
export function PeoplePage() {
  const may = useMay();
  const [params, patch] = useUrlState();
  const users = useUsers();
  const grants = useGrants().data ?? [];
  const seen = useLastSeen();
  const [adding, setAdding] = useAdding('user.create');
  const selected = users.data?.find(({ id }) => id === params.get('user'));
  return (
    <ListPage
      title="People"
      actions={
        may('user.create') ? (
          <Button tone="accent" onClick={() => setAdding(true)}>
            <Plus size={14} aria-hidden="true" /> Add a person
          </Button>
        ) : null
      }
      panel={
        selected ? (
          <UserDetails key={selected.id} user={selected} close={() => patch({ user: undefined })} />
        ) : null
      }
    >
      {adding ? <NewUser close={() => setAdding(false)} /> : null}
      <Loaded query={users}>
        {(all) => (
          <TableFrame>
            <Table label="People" columns={columns}>
              {all.map((user) => (
                <UserRow
                  key={user.id}
                  user={user}
                  grants={grants.filter(({ to }) => to === user.id)}
                  seenAt={seen.get(user.id)}
                  current={user.id === selected?.id}
                />
              ))}
            </Table>
          </TableFrame>
        )}
      </Loaded>
    </ListPage>
  );
}

function UserRow({
  user,
  grants,
  seenAt,
  current,
}: {
  user: Schema<'PersonSummary'>;
  grants: readonly Schema<'GrantSummary'>[];
  /** When the newest of their sessions was used last. */
  seenAt: string | undefined;
  current: boolean;
}) {
  return (
    <Row current={current} id={user.id}>
      <Cell>
        <Link
          href={href('/settings/people', { user: user.id })}
          className="row-link"
          aria-current={current ? 'true' : undefined}
        >
          {user.displayName}
        </Link>{' '}
        <span className="text-sm text-faint">{user.name}</span>
      </Cell>
      <Cell className="@max-[480px]:hidden">
        <span className="flex gap-1 overflow-clip">
          {grants.length === 0 ? <span className="text-faint">none</span> : null}
          {grants.map(({ id, role, project }) => (
            <Tag key={id}>{project === '*' ? role : `${role} · ${project}`}</Tag>
          ))}
        </span>
      </Cell>
      <Cell className="text-muted @max-[900px]:hidden">
        {user.source === 'local' ? 'local' : 'directory'}
      </Cell>
      <Cell className="text-muted @max-[680px]:hidden">
        {seenAt === undefined ? '–' : <Ago at={seenAt} />}
      </Cell>
      <Cell>
        <UserStateTag user={user} />
      </Cell>
    </Row>
  );
}

/** When each person who is signed in was there last. */
function useLastSeen(): ReadonlyMap<string, string> {
  const may = useMay();
  const sessions = useAll('sessions', '/api/sessions', {
    enabled: may('session.list'),
  });
  const seen = new Map<string, string>();
  for (const { user, lastSeenAt } of sessions.data ?? []) {
    if (lastSeenAt > (seen.get(user) ?? '')) seen.set(user, lastSeenAt);
  }
  return seen;
}
