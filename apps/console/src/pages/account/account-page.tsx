import { ShieldAlert } from 'lucide-react';
import type { Schema } from '../../api/operations.ts';
import { useRead } from '../../api/read.ts';
import { useSession } from '../../api/use-session.ts';
import { Facts } from '../../ui/facts.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Freshness } from './freshness.tsx';
import { OwnSessions } from './own-sessions.tsx';
import { Passkeys } from './passkeys.tsx';
import { PasswordPanel } from './password-panel.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { TotpPanel } from './totp-panel.tsx';

/** Who one is here, and what one signs in with. */
export function AccountPage() {
  const account = useRead('account', '/api/account');
  return (
    <div className="mx-auto flex max-w-240 flex-col gap-4 px-4 pb-8 md:px-6">
      <PageHeader title="Account" />
      <Loaded query={account}>
        {(view) => (
          <>
            <Nudge account={view} />
            <div className="grid items-start gap-4 lg:grid-cols-2">
              <div className="flex min-w-0 flex-col gap-4">
                <Profile account={view} />
                {view.user.source === 'local' ? <Passkeys account={view} /> : null}
              </div>
              {view.user.source === 'local' ? (
                <div className="flex min-w-0 flex-col gap-4">
                  <PasswordPanel account={view} />
                  <TotpPanel account={view} />
                  <RecoveryCodes account={view} />
                </div>
              ) : (
                <Panel title="Sign-in">
                  <p className="p-4 text-muted">
                    Your identity provider keeps what you sign in with; it is changed there.
                  </p>
                </Panel>
              )}
            </div>
            <OwnSessions />
          </>
        )}
      </Loaded>
    </div>
  );
}

/** What is missing before anything else can be done, or should be done next. */
function Nudge({ account }: { account: Schema<'Account'> }) {
  const { user, password, passkeys, totp, secondFactorMissing, secondFactorRequired } = account;
  const isElsewhere = user.source !== 'local';
  if (isElsewhere && !secondFactorMissing) return null;
  const cannotReturn = password === undefined && passkeys.length === 0;
  const says = isElsewhere
    ? 'Your role needs a second factor, and your identity provider did not say that it asked for one. Sign in there with one, or have signIn.oidc.secondFactor set to always if it asks everybody.'
    : secondFactorMissing
      ? 'Your role needs a second factor. Set up one-time codes or a passkey: until then nothing else is open to you.'
      : cannotReturn
        ? 'You came by a link. Set a password, or make a passkey, to sign in without one next time.'
        : secondFactorRequired && totp === undefined && passkeys.length === 0
          ? 'Your role needs a second factor when you sign in with a password. Set one up now.'
          : undefined;
  return (
    <>
      {says === undefined ? null : (
        <p role="status" className="flex gap-2.5 rounded-lg border border-flag/40 bg-flag/8 px-4 py-2.5">
          <ShieldAlert size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-flag" />
          {says}
        </p>
      )}
      {isElsewhere ? null : <Freshness account={account} />}
    </>
  );
}

function Profile({ account: { user } }: { account: Schema<'Account'> }) {
  const roles = useSession()?.grants ?? [];
  return (
    <Panel title="Profile">
      <div className="p-4">
        <Facts
          facts={[
            ['Name', user.displayName],
            [
              'Signs in with',
              <code key="name" className="font-mono text-sm">
                {user.name}
              </code>,
            ],
            [
              'Id',
              <code key="id" className="font-mono text-sm">
                {user.id}
              </code>,
            ],
            [
              'Roles',
              roles.length === 0 ? (
                <span key="roles">none yet: an administrator grants them</span>
              ) : (
                <span key="roles" className="flex flex-wrap gap-1">
                  {roles.map(({ role, project }) => (
                    <Tag key={`${role} ${project}`}>{project === '*' ? role : `${role} · ${project}`}</Tag>
                  ))}
                </span>
              ),
            ],
          ]}
        />
      </div>
    </Panel>
  );
}
