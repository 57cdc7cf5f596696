import { useQuery } from '@tanstack/react-query';
import { LogIn } from 'lucide-react';
import type { Client } from '../../api/client.ts';
import type { SignedOutReason } from '../../api/session.ts';
import { Mark } from '../../shell/mark.tsx';
import { Command } from '../../ui/command.tsx';
import { SignInForm } from './sign-in-form.tsx';

/** Without a session: how to get one. */
export function LoginPage({
  client,
  reason,
  onSignedIn,
}: {
  client: Client;
  reason: SignedOutReason;
  onSignedIn: () => void;
}) {
  const methods = useQuery({
    queryKey: ['session', 'methods'],
    queryFn: ({ signal }) => client.get('/api/sign-in/methods', { signal }),
    staleTime: 60_000,
  });
  if (methods.data === undefined && methods.error === null) return null;
  const { password = false, passkey = false, oidc = [] } = methods.data ?? {};
  return (
    <main className="relative grid min-h-dvh place-items-center overflow-clip px-4 py-10">
      <div className="pointer-events-none absolute inset-0 grid place-items-center opacity-[0.035]">
        <Mark size={900} />
      </div>
      <div className="relative flex w-full max-w-100 flex-col gap-5 rounded-lg border border-line bg-surface p-6">
        <div className="flex items-center gap-3">
          <Mark size={32} />
          <h1 className="text-2xl tracking-tight">Ringwall</h1>
        </div>
        {reason === 'no-session' ? null : (
          <p role="alert" className="rounded-lg border border-flag/40 bg-flag/8 px-4 py-2.5">
            {notices[reason]}
          </p>
        )}
        <h2 className="text-lg">Sign in</h2>
        {oidc.map(({ title }) => (
          <a
            key={title}
            href="/api/sign-in/oidc/start"
            className="flex h-8 items-center justify-center gap-2 rounded-md border border-line-strong bg-raised font-strong hover:border-faint"
          >
            <LogIn size={14} aria-hidden="true" /> {title}
          </a>
        ))}
        {oidc.length > 0 && password ? <Or /> : null}
        {password ? <SignInForm client={client} passkeys={passkey} onSignedIn={onSignedIn} /> : null}
        <ByLink folded={password || oidc.length > 0} />
        <p className="text-sm text-faint">Every sign-in is recorded in the ledger.</p>
      </div>
    </main>
  );
}

function Or() {
  return (
    <div className="flex items-center gap-3 text-sm text-faint" aria-hidden="true">
      <span className="h-px flex-1 bg-line" />
      or
      <span className="h-px flex-1 bg-line" />
    </div>
  );
}

/** The way that is always there: whoever may read the data directory may sign in. */
function ByLink({ folded }: { folded: boolean }) {
  const commands = (
    <div className="flex flex-col gap-3">
      <p className="text-muted">
        On the machine that runs Ringwall, ask for a one-time link and open it in this browser:
      </p>
      <Command text="ringwall login" label="login command" />
      <p className="text-muted">In a clone of the repository:</p>
      <Command text="./ringwall login" label="login command for a clone" />
    </div>
  );
  if (!folded) return commands;
  return (
    <details className="border-t border-line pt-4">
      <summary className="w-fit rounded-md text-muted hover:text-text">
        With a link from the machine itself
      </summary>
      <div className="mt-3">{commands}</div>
    </details>
  );
}

const notices: Readonly<Record<Exclude<SignedOutReason, 'no-session'>, string>> = {
  'link-spent': 'This link was used already or has expired. A link works once: ask for a new one.',
  ended: 'Your session has ended. Nothing is lost: sign in again to go on where you were.',
  'signed-out': 'You are signed out.',
  'provider-refused':
    'That sign-in opens nothing here. Try again; if it stays so, ask whoever runs Ringwall: the ledger says why.',
  'provider-silent': 'The identity provider does not answer. Try again in a little while.',
};
