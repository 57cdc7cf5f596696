import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAction } from '../../api/action.ts';
import type { Schema } from '../../api/operations.ts';
import { queryKeys } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ActionProblem } from '../../ui/problem-text.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { Ago } from '../../ui/time.tsx';
import { CodesOnce } from './recovery-codes.tsx';

interface Setup {
  readonly ticket: string;
  readonly secret: string;
  readonly uri: string;
}

/** One-time codes of an app: whether there are, setting them up, taking them away. */
export function TotpPanel({ account }: { account: Schema<'Account'> }) {
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const begin = useAction((client, _: undefined) => client.post('/api/account/totp', { body: {} }));
  const remove = useAction((client, _: undefined) => client.delete('/api/account/totp'), {
    changes: ['account'],
  });
  const close = () => {
    setOpen(false);
    begin.reset();
    // The session that goes on may have another id by now, and may do more.
    void queries.invalidateQueries({ queryKey: queryKeys.session, exact: true });
    void queries.invalidateQueries({ queryKey: ['account'] });
  };
  return (
    <Panel
      title="One-time codes"
      aside={
        account.totp === undefined ? (
          <Button
            onClick={() => {
              setOpen(true);
              begin.run(undefined);
            }}
            disabled={!account.fresh}
          >
            Set up
          </Button>
        ) : account.fresh ? (
          <ConfirmButton
            title="Remove one-time codes"
            says={<p>The app's codes are refused from now on.</p>}
            verb="Remove"
            action={remove}
            input={() => undefined}
            mini
          >
            Remove<span className="sr-only"> one-time codes</span>
          </ConfirmButton>
        ) : null
      }
    >
      <p className="px-4 py-3 text-muted">
        {account.totp === undefined ? (
          'An app on your phone shows a code of six digits that you type after the password.'
        ) : (
          <>
            Set up <Ago at={account.totp.addedAt} />.
          </>
        )}
      </p>
      {open ? (
        <Dialog title="Set up one-time codes" close={close}>
          <ActionProblem action={begin} />
          {begin.reply ? <Confirm setup={begin.reply} close={close} /> : null}
        </Dialog>
      ) : null}
    </Panel>
  );
}

function Confirm({ setup, close }: { setup: Setup; close: () => void }) {
  const [code, setCode] = useState('');
  const confirm = useAction((client, body: { ticket: string; code: string }) =>
    client.post('/api/account/totp/confirm', {
      body,
    }),
  );
  if (confirm.reply) {
    return confirm.reply.recoveryCodes ? (
      <CodesOnce codes={confirm.reply.recoveryCodes} close={close} />
    ) : (
      <div className="flex flex-col gap-3">
        <p>From now on you are asked for a code after your password.</p>
        <div className="flex justify-end">
          <Button tone="accent" onClick={close}>
            Done
          </Button>
        </div>
      </div>
    );
  }
  return (
    <Form
      action={confirm}
      input={() => ({ ticket: setup.ticket, code: code.trim() })}
      verb="Turn on"
      cancel={close}
      ready={/^\d{6}$/.test(code.trim())}
    >
      <p className="text-muted">Scan this with the app, or type the secret into it:</p>
      <div className="flex flex-wrap items-center gap-4">
        <QrCode text={setup.uri} label="The secret as a QR code" />
        <div className="min-w-0 flex-1 basis-40">
          <p className="font-mono text-sm leading-5 [overflow-wrap:anywhere]">
            {setup.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}
          </p>
          <CopyButton text={setup.secret} label="secret" />
        </div>
      </div>
      <TextField
        label="The code it shows now"
        value={code}
        onChange={setCode}
        autoComplete="one-time-code"
        inputMode="numeric"
        placeholder="123456"
        required
        mono
        maxLength={6}
      />
    </Form>
  );
}
