import { useQueryClient } from '@tanstack/react-query';
import { Lock } from 'lucide-react';
import { useState } from 'react';
import type { Schema } from '../../api/operations.ts';
import { queryKeys } from '../../api/queries.ts';
import { useServices } from '../../services.tsx';
import { Button } from '../../ui/button.tsx';
import { Command } from '../../ui/command.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SignInForm } from '../login/sign-in-form.tsx';

/** What one signs in with is changed within ten minutes of signing in; later one signs in again, here. */
export function Freshness({ account }: { account: Schema<'Account'> }) {
  const { client } = useServices();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  if (account.fresh) return null;
  const canHere = account.password !== undefined || account.passkeys.length > 0;
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-lg border border-line bg-surface px-4 py-2.5">
      <Lock size={16} aria-hidden="true" className="shrink-0 text-muted" />
      <p className="min-w-0 flex-1 text-muted">
        You signed in more than ten minutes ago. To change how you sign in, sign in again.
      </p>
      {canHere ? (
        <Button onClick={() => setOpen(true)}>Sign in again</Button>
      ) : (
        <Command text="ringwall login" label="login command" />
      )}
      {open ? (
        <Dialog title="Sign in again" close={() => setOpen(false)}>
          <SignInForm
            client={client}
            knownName={account.user.name}
            passkeys={account.passkeys.length > 0 && account.passkeysPossible}
            onSignedIn={() => {
              setOpen(false);
              void queries.invalidateQueries({ queryKey: queryKeys.session, exact: true });
              void queries.invalidateQueries({ queryKey: ['account'] });
            }}
          />
        </Dialog>
      ) : null}
    </div>
  );
}
