import { useMutation } from '@tanstack/react-query';
import { Fingerprint } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Client } from '../../api/client.ts';
import type { Schema } from '../../api/operations.ts';
import { knowsPasskeys, showPasskey } from '../../api/passkeys.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { SecondFactorForm } from './second-factor-form.tsx';
import { SignInProblem } from './sign-in-problem.tsx';

type SecondStep = Schema<'SignInReply'> & { readonly state: 'second-factor' };

/** Name and password, or a passkey by itself; then the second factor. */
export function SignInForm({
  client,
  knownName,
  passkeys,
  onSignedIn,
}: {
  client: Client;
  /** Who signs in again; absent: whoever it is. */
  knownName?: string;
  /** Whether a passkey by itself will do. */
  passkeys: boolean;
  onSignedIn: () => void;
}) {
  const [step, setStep] = useState<SecondStep>();
  const [name, setName] = useState(knownName ?? '');
  const [password, setPassword] = useState('');
  const take = (reply: Schema<'SignInReply'> | undefined) => {
    if (reply?.state === 'signed-in') onSignedIn();
    if (reply?.state === 'second-factor') setStep(reply);
  };
  const byPassword = useMutation({
    mutationFn: () => client.post('/api/sign-in/password', { body: { name: name.trim(), password } }),
    onSuccess: take,
    // A password that was sent is not kept, whatever came of it.
    onSettled: () => setPassword(''),
  });
  const byPasskey = useMutation({
    mutationFn: () => showPasskey(client, undefined),
    onSuccess: take,
  });

  if (step !== undefined) {
    return (
      <SecondFactorForm
        client={client}
        step={step}
        take={take}
        back={() => {
          setStep(undefined);
          byPassword.reset();
        }}
      />
    );
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    byPasskey.reset();
    byPassword.mutate();
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        autoComplete="username"
        required
        disabled={knownName !== undefined}
        autoFocus={knownName === undefined}
        maxLength={64}
      />
      <TextField
        label="Password"
        type="password"
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        required
        autoFocus={knownName !== undefined}
        maxLength={1024}
      />
      <SignInProblem error={byPassword.error ?? byPasskey.error} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" tone="accent" disabled={byPassword.isPending}>
          {byPassword.isPending ? 'Signing in …' : 'Sign in'}
        </Button>
        {passkeys && knowsPasskeys() ? (
          <Button
            onClick={() => {
              byPassword.reset();
              byPasskey.mutate();
            }}
            disabled={byPasskey.isPending}
          >
            <Fingerprint size={14} aria-hidden="true" /> Use a passkey
          </Button>
        ) : null}
      </div>
    </form>
  );
}
