import { useAll } from '../../../api/read.ts';
import { ListPage, TableFrame } from '../../../ui/list-page.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import { useNames } from '../names.ts';
import { SessionTable } from './session-table.tsx';

/** Everybody who is signed in. */
export function SessionsPage() {
  const sessions = useAll('sessions', '/api/sessions', { everyMs: 30_000 });
  const nameOf = useNames();
  return (
    <ListPage title="Sessions">
      <Loaded query={sessions}>
        {(all) => (
          <TableFrame>
            <SessionTable
              label="Sessions"
              sessions={all}
              nameOf={nameOf}
              needs="session.revoke"
              path={(id) => `/api/sessions/${id}`}
            />
          </TableFrame>
        )}
      </Loaded>
    </ListPage>
  );
}
