import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAction } from '../../api/action.ts';
import type { Schema } from '../../api/operations.ts';
import { knowsPasskeys, makePasskey } from '../../api/passkeys.ts';
import { queryKeys } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Ago } from '../../ui/time.tsx';
import { CodesOnce } from './recovery-codes.tsx';

/** The passkeys one has here, another, and one less. */
export function Passkeys({ account }: { account: Schema<'Account'> }) {
  const [open, setOpen] = useState(false);
  const possible = account.passkeysPossible && knowsPasskeys();
  return (
    <Panel
      title="Passkeys"
      aside={
        possible ? (
          <Button onClick={() => setOpen(true)} disabled={!account.fresh}>
            Add
          </Button>
        ) : null
      }
    >
      {account.passkeys.length === 0 ? (
        <p className="px-4 py-3 text-muted">
          {possible
            ? 'A passkey of this device or a security key signs in by itself, or after the password.'
            : 'Passkeys are bound to a host name: open the console under one, such as localhost.'}
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {account.passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} fresh={account.fresh} />
          ))}
        </ul>
      )}
      {open ? <NewPasskey close={() => setOpen(false)} /> : null}
    </Panel>
  );
}

function PasskeyRow({ passkey, fresh }: { passkey: Schema<'Account'>['passkeys'][number]; fresh: boolean }) {
  const remove = useAction(
    (client, id: string) => client.delete('/api/account/passkeys/{id}', { path: { id } }),
    { changes: ['account'] },
  );
  return (
    <li className="flex min-h-9 items-center gap-2 px-4 py-1.5">
      <div className="min-w-0 flex-1">
        <p className="truncate">{passkey.name}</p>
        <p className="truncate text-sm text-muted">
          {passkey.host}, added <Ago at={passkey.addedAt} />
          {passkey.lastUsedAt === undefined ? null : (
            <>
              , used <Ago at={passkey.lastUsedAt} />
            </>
          )}
        </p>
      </div>
      {fresh ? (
        <ConfirmButton
          title={`Remove ${passkey.name}`}
          says={<p>It signs nobody in from now on. Delete it on the device too.</p>}
          verb="Remove"
          action={remove}
          input={() => passkey.id}
          mini
        >
          Remove<span className="sr-only"> {passkey.name}</span>
        </ConfirmButton>
      ) : null}
    </li>
  );
}

function NewPasskey({ close }: { close: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const add = useAction(async (client, label: string) => {
    const { ticket, options } = await client.post('/api/account/passkeys/options', {
      body: {},
    });
    const response = await makePasskey(options);
    if (response === undefined) throw new Error('No passkey was made: it was cancelled, or took too long.');
    return client.post('/api/account/passkeys', {
      body: {
        ...{ ticket, name: label, response },
      },
    });
  });
  const done = () => {
    close();
    void queries.invalidateQueries({ queryKey: queryKeys.session, exact: true });
    void queries.invalidateQueries({ queryKey: ['account'] });
  };
  return (
    <Dialog title="Add a passkey" close={add.isDone ? done : close}>
      {add.reply ? (
        add.reply.recoveryCodes ? (
          <CodesOnce codes={add.reply.recoveryCodes} close={done} />
        ) : (
          <div className="flex flex-col gap-3">
            <p>You can sign in with it from now on.</p>
            <div className="flex justify-end">
              <Button tone="accent" onClick={done}>
                Done
              </Button>
            </div>
          </div>
        )
      ) : (
        <Form action={add} input={() => name.trim()} verb="Go on" cancel={close} ready={name.trim() !== ''}>
          <TextField
            label="Name, so that you know it again"
            value={name}
            onChange={setName}
            placeholder="Laptop"
            required
            autoFocus
            maxLength={64}
          />
          <p className="text-sm text-faint">
            Your browser then asks which device or key it shall be kept on.
          </p>
        </Form>
      )}
    </Dialog>
  );
}
