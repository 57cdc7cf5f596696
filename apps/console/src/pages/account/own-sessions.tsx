import { useAll } from '../../api/read.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SessionTable } from '../settings/sessions/session-table.tsx';

/** Where one is signed in, oneself alone. */
export function OwnSessions() {
  const sessions = useAll('own-sessions', '/api/account/sessions');
  return (
    <Panel title="Your sessions">
      <Loaded query={sessions}>
        {(all) => (
          <div className="@container">
            <SessionTable
              label="Your sessions"
              sessions={all}
              needs="account.change"
              path={(id) => `/api/account/sessions/${id}`}
            />
          </div>
        )}
      </Loaded>
    </Panel>
  );
}
