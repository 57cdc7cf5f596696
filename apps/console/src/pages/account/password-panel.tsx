import { useState } from 'react';
import { useAction } from '../../api/action.ts';
import type { Schema } from '../../api/operations.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Ago } from '../../ui/time.tsx';

const minLength = 12;

/** The password: whether there is one, and another. */
export function PasswordPanel({ account }: { account: Schema<'Account'> }) {
  const [open, setOpen] = useState(false);
  const { password } = account;
  return (
    <Panel
      title="Password"
      aside={
        <Button onClick={() => setOpen(true)} disabled={!account.fresh}>
          {password === undefined ? 'Set a password' : 'Change'}
        </Button>
      }
    >
      <p className="px-4 py-3 text-muted">
        {password === undefined ? (
          'None yet.'
        ) : (
          <>
            Set <Ago at={password.setAt} />.
          </>
        )}
      </p>
      {open ? <NewPassword name={account.user.name} close={() => setOpen(false)} /> : null}
    </Panel>
  );
}

function NewPassword({ name, close }: { name: string; close: () => void }) {
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const set = useAction(
    (client, body: { password: string }) => client.post('/api/account/password', { body }),
    {
      changes: ['account', 'own-sessions', 'sessions'],
      says: () => 'The password is set.',
      onDone: close,
    },
  );
  const differs = again !== '' && again !== password;
  return (
    <Dialog title="Set a password" close={close}>
      <Form
        action={set}
        input={() => ({ password })}
        verb="Set the password"
        cancel={close}
        ready={[...password].length >= minLength && again === password}
      >
        {/* Tells password managers whose it is. */}
        <input type="hidden" name="username" autoComplete="username" value={name} />
        <TextField
          label="Password"
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          hint={`At least ${minLength} characters. Several words are better than one with odd letters.`}
          required
          autoFocus
          maxLength={1024}
        />
        <TextField
          label="The same again"
          type="password"
          value={again}
          onChange={setAgain}
          autoComplete="new-password"
          hint={differs ? 'This is not the same.' : 'Your other sessions end.'}
          required
          maxLength={1024}
        />
      </Form>
    </Dialog>
  );
}
