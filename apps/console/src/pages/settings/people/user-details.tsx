import { useAction } from '../../../api/action.ts';
import type { Schema } from '../../../api/operations.ts';
import { useMay } from '../../../api/use-session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { ActionProblem } from '../../../ui/problem-text.tsx';
import { SidePanel } from '../../../ui/side-panel.tsx';
import { Exactly } from '../../../ui/time.tsx';
import { GrantsBlock } from '../grants/grants-block.tsx';
import { InviteButton } from './invite-button.tsx';
import { UserStateTag } from './user-state.tsx';

/** One person: what they hold, and what can be done about it. */
export function UserDetails({ user, close }: { user: Schema<'PersonSummary'>; close: () => void }) {
  const may = useMay();
  const set = useAction(
    (client, { id, verb }: { id: string; verb: 'disable' | 'enable' }, consent) =>
      client.post(`/api/users/{id}/${verb}`, { path: { id }, ...consent }),
    { changes: ['users', 'sessions'] },
  );
  const disabled = user.disabledAt !== undefined;
  return (
    <SidePanel label="Person" id={user.id} close={close}>
      <div className="flex flex-col divide-y divide-line *:p-4">
        <section aria-label="Summary" className="flex flex-col gap-2.5">
          <p className="flex items-center gap-2 text-lg font-strong">
            <span className="min-w-0 truncate">{user.displayName}</span> <UserStateTag user={user} />
          </p>
          <Facts
            facts={[
              [
                'Signs in with',
                <code key="name" className="font-mono text-sm">
                  {user.name}
                </code>,
              ],
              ['Comes from', user.source === 'local' ? 'local' : 'the identity provider'],
              [
                'Added',
                Date.parse(user.createdAt) === 0 ? (
                  'with the installation'
                ) : (
                  <Exactly key="added" at={user.createdAt} />
                ),
              ],
              ['Signed in last', user.lastSignInAt && <Exactly key="last" at={user.lastSignInAt} />],
              ['Second factor', secondFactorOf(user)],
              ['Has to wait until', user.lockedUntil && <Exactly key="locked" at={user.lockedUntil} />],
              ['Disabled', user.disabledAt && <Exactly key="disabled" at={user.disabledAt} />],
            ]}
          />
        </section>
        {may('user.invite') || may('user.update') ? (
          <section aria-label="Actions" className="flex flex-col gap-3">
            <div className="flex flex-wrap gap-2">
              {may('user.invite') && user.source === 'local' && !disabled ? (
                <InviteButton user={user} />
              ) : null}
              {may('user.update') && user.source === 'local' && !disabled ? <Unlock user={user} /> : null}
              {may('user.update') && disabled ? (
                <Button onClick={() => set.run({ id: user.id, verb: 'enable' })} disabled={set.isPending}>
                  Enable
                </Button>
              ) : null}
              {may('user.update') && !disabled ? (
                <ConfirmButton
                  title={`Disable ${user.displayName}`}
                  says={
                    <p>
                      Their sessions end now, their keys and the agents that act for them are refused from the
                      next request on, and running streams are cut. Enabling them brings all of it back but
                      the sessions.
                    </p>
                  }
                  verb="Disable"
                  action={set}
                  input={() => ({ id: user.id, verb: 'disable' })}
                >
                  Disable
                </ConfirmButton>
              ) : null}
            </div>
            {disabled ? <ActionProblem action={set} /> : null}
          </section>
        ) : null}
        <GrantsBlock holder={user.id} name={user.displayName} />
      </div>
    </SidePanel>
  );
}

/** Of people from elsewhere the provider knows. */
function secondFactorOf({ source, secondFactor }: Schema<'PersonSummary'>): string | undefined {
  if (source !== 'local') return undefined;
  return secondFactor ? 'set up' : 'none';
}

/** Lets somebody try again at once who has failed too often. */
function Unlock({ user }: { user: Schema<'UserSummary'> }) {
  const unlock = useAction((client, id: string, consent) =>
    client.post('/api/users/{id}/unlock', { path: { id }, body: {}, ...consent }),
  );
  return (
    <>
      <Button onClick={() => unlock.run(user.id)} disabled={unlock.isPending || unlock.isDone}>
        {unlock.isDone ? 'Failed attempts forgotten' : 'Forget failed attempts'}
      </Button>
      <ActionProblem action={unlock} />
    </>
  );
}
