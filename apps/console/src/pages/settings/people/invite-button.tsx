import { useState } from 'react';
import { useAction } from '../../../api/action.ts';
import type { Schema } from '../../../api/operations.ts';
import { asApiError } from '../../../api/problem.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { CheckField } from '../../../ui/field.tsx';
import { Form } from '../../../ui/form.tsx';
import { SecretOnce } from '../../../ui/secret-once.tsx';
import { Until } from '../../../ui/until.tsx';

/** Makes a link by which a person signs in once and sets a password; also for whoever has lost theirs. */
export function InviteButton({ user }: { user: Schema<'UserSummary'> }) {
  const [open, setOpen] = useState(false);
  const [reset, setReset] = useState(false);
  const invite = useAction(
    (client, { id, ...body }: { id: string; reset: boolean }, consent) =>
      client.post('/api/users/{id}/invite', { path: { id }, body, ...consent }),
    { changes: ['sessions'] },
  );
  const close = () => {
    setOpen(false);
    setReset(false);
    invite.reset();
  };
  // Whether they can sign in already is not on the list; the server says so when it matters.
  const asksReset = reset || asApiError(invite.error).code === 'identity/reset-needed';
  return (
    <>
      <Button onClick={() => setOpen(true)}>Invite or reset</Button>
      {open ? (
        <Dialog title={`A link for ${user.displayName}`} close={close}>
          {invite.reply ? (
            <div className="flex flex-col gap-3">
              <p className="text-sm text-muted">
                It works once and ends <Until at={invite.reply.expiresAt} />. Give it to nobody but{' '}
                {user.displayName}.
              </p>
              <SecretOnce
                what="link"
                secret={`${location.origin}/#login=${invite.reply.token}`}
                close={close}
              />
            </div>
          ) : (
            <Form
              action={invite}
              input={() => ({ id: user.id, reset })}
              verb="Make the link"
              cancel={close}
              ready={!asksReset || reset}
            >
              <p className="text-muted">
                It signs {user.name} in once, to set a password or make a passkey. Whoever opens it can.
              </p>
              {asksReset ? (
                <CheckField
                  label="Take away what they sign in with now"
                  hint="Password, one-time codes, passkeys and recovery codes go, and their sessions end, at once."
                  checked={reset}
                  onChange={setReset}
                />
              ) : null}
            </Form>
          )}
        </Dialog>
      ) : null}
    </>
  );
}
