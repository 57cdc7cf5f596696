import { useMutation } from '@tanstack/react-query';
import { ArrowLeft, Fingerprint } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Client } from '../../api/client.ts';
import type { Schema } from '../../api/operations.ts';
import { knowsPasskeys, showPasskey } from '../../api/passkeys.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { MiniButton } from '../../ui/mini-button.tsx';
import { SignInProblem } from './sign-in-problem.tsx';

/** After the password: a code of the app, a passkey, or a recovery code. */
export function SecondFactorForm({
  client,
  step: { ticket, factors },
  take,
  back,
}: {
  client: Client;
  step: Schema<'SignInReply'> & { readonly state: 'second-factor' };
  take: (reply: Schema<'SignInReply'> | undefined) => void;
  back: () => void;
}) {
  const canCode = factors.includes('totp');
  const [recovering, setRecovering] = useState(!canCode && !factors.includes('passkey'));
  const [code, setCode] = useState('');
  const byCode = useMutation({
    mutationFn: () => client.post('/api/sign-in/totp', { body: { ticket, code: code.trim() } }),
    onSuccess: take,
    onSettled: () => setCode(''),
  });
  const byPasskey = useMutation({
    mutationFn: () => showPasskey(client, ticket),
    onSuccess: take,
  });
  function submit(event: FormEvent): void {
    event.preventDefault();
    byPasskey.reset();
    byCode.mutate();
  }
  const asksCode = canCode || recovering;
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <p className="text-muted">
        {recovering
          ? 'Each of your recovery codes works once.'
          : canCode
            ? 'The app that you set up shows a code of six digits.'
            : 'Show the passkey that you set up.'}
      </p>
      {asksCode ? (
        <TextField
          key={recovering ? 'recovery' : 'totp'}
          label={recovering ? 'Recovery code' : 'Code'}
          value={code}
          onChange={setCode}
          autoComplete="one-time-code"
          inputMode={recovering ? 'text' : 'numeric'}
          required
          autoFocus
          mono
          maxLength={64}
        />
      ) : null}
      <SignInProblem error={byCode.error ?? byPasskey.error} />
      <div className="flex flex-wrap items-center gap-2">
        {asksCode ? (
          <Button type="submit" tone="accent" disabled={byCode.isPending || code.trim() === ''}>
            Go on
          </Button>
        ) : null}
        {factors.includes('passkey') && knowsPasskeys() ? (
          <Button
            tone={asksCode ? 'plain' : 'accent'}
            onClick={() => {
              byCode.reset();
              byPasskey.mutate();
            }}
            disabled={byPasskey.isPending}
          >
            <Fingerprint size={14} aria-hidden="true" /> Use a passkey
          </Button>
        ) : null}
        {factors.includes('recovery-code') && !recovering ? (
          <MiniButton onClick={() => setRecovering(true)}>Use a recovery code</MiniButton>
        ) : null}
        {recovering && canCode ? (
          <MiniButton onClick={() => setRecovering(false)}>Use the app</MiniButton>
        ) : null}
      </div>
      <button
        type="button"
        onClick={back}
        className="flex items-center gap-1 self-start rounded-md text-sm text-muted hover:text-text"
      >
        <ArrowLeft size={14} aria-hidden="true" /> Begin again
      </button>
    </form>
  );
}
