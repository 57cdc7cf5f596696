import type { SignedOutReason } from '../../api/session.ts';
import { Mark } from '../../shell/mark.tsx';
import { Command } from '../../ui/command.tsx';

/** Without a session: how to get one. */
export function LoginPage({ reason }: { reason: SignedOutReason }) {
  return (
    <main className="relative grid min-h-dvh place-items-center overflow-clip px-4 py-10">
      <div className="pointer-events-none absolute inset-0 grid place-items-center opacity-[0.035]">
        <Mark size={900} />
      </div>
      <div className="relative flex w-full max-w-110 flex-col gap-5 rounded-lg border border-line bg-surface p-6">
        <div className="flex items-center gap-3">
          <Mark size={32} />
          <h1 className="text-2xl tracking-tight">Ringwall</h1>
        </div>
        {reason === 'no-session' ? null : (
          <p role="alert" className="rounded-lg border border-flag/40 bg-flag/8 px-4 py-2.5">
            {notices[reason]}
          </p>
        )}
        <div className="flex flex-col gap-2">
          <h2 className="text-lg">Sign in</h2>
          <p className="text-muted">
            On the machine that runs Ringwall, ask for a one-time link and open it in this browser:
          </p>
        </div>
        <Command text="ringwall login" label="login command" />
        <p className="text-muted">In a clone of the repository:</p>
        <Command text="./ringwall login" label="login command for a clone" />
        <p className="text-sm text-faint">
          There is no password: whoever may read the data directory may sign in. Every sign-in is recorded in
          the ledger.
        </p>
      </div>
    </main>
  );
}

const notices: Readonly<Record<Exclude<SignedOutReason, 'no-session'>, string>> = {
  'link-spent': 'This link was used already or has expired. A link works once: ask for a new one.',
  ended: 'Your session has ended. Nothing is lost: sign in again to go on where you were.',
  'signed-out': 'You are signed out.',
};
