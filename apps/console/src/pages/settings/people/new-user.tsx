import { useState } from 'react';
import { useLocation } from 'wouter';
import { useAction } from '../../../api/action.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/field.tsx';
import { Form } from '../../../ui/form.tsx';
import { href } from '../../../url-state.ts';

/** Adds a person. They hold nothing yet, and sign in once they were invited. */
export function NewUser({ close }: { close: () => void }) {
  const [name, setName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [, navigate] = useLocation();
  const create = useAction(
    (client, body: { name: string; displayName?: string }, consent) =>
      client.post('/api/users', { body, ...consent }),
    {
      changes: ['users'],
      onDone: ({ id }) => {
        close();
        navigate(href('/settings/people', { user: id }));
      },
    },
  );
  return (
    <Dialog title="Add a person" close={close}>
      <Form
        action={create}
        input={() => ({
          name: name.trim(),
          ...(displayName.trim() !== '' && { displayName: displayName.trim() }),
        })}
        verb="Add"
        cancel={close}
        ready={name.trim() !== ''}
      >
        <TextField
          label="Name to sign in with"
          value={name}
          onChange={setName}
          placeholder="ada"
          required
          autoFocus
          maxLength={64}
        />
        <TextField
          label="Name to show"
          value={displayName}
          onChange={setDisplayName}
          placeholder="Ada Lovelace"
          maxLength={64}
        />
        <p className="text-sm text-faint">
          Next: grant a role and send an invitation. People of your identity provider come by themselves when
          they first sign in.
        </p>
      </Form>
    </Dialog>
  );
}
