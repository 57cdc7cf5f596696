import { LifeBuoy } from 'lucide-react';
import { useState } from 'react';
import { useAction } from '../../api/action.ts';
import type { Schema } from '../../api/operations.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form } from '../../ui/form.tsx';
import { Panel } from '../../ui/panel.tsx';

/** What gets one in when the phone is lost: how many are left, and new ones. */
export function RecoveryCodes({ account }: { account: Schema<'Account'> }) {
  const [open, setOpen] = useState(false);
  const make = useAction(
    (client, _: undefined) =>
      client.post('/api/account/recovery-codes', {
        body: {},
      }),
    { changes: ['account'] },
  );
  const close = () => {
    setOpen(false);
    make.reset();
  };
  const { recoveryCodes: left, totp, passkeys } = account;
  if (totp === undefined && passkeys.length === 0 && left === 0) return null;
  return (
    <Panel
      title="Recovery codes"
      aside={
        <Button onClick={() => setOpen(true)} disabled={!account.fresh}>
          New codes
        </Button>
      }
    >
      <p className={`px-4 py-3 ${left < 3 ? 'text-flag' : 'text-muted'}`}>
        {left === 0 ? 'None left' : `${left} left`}. Each stands in for the second factor once.
      </p>
      {open ? (
        <Dialog title="New recovery codes" close={close}>
          {make.reply ? (
            <CodesOnce codes={make.reply.recoveryCodes} close={close} />
          ) : (
            <Form action={make} input={() => undefined} verb="Make new codes" cancel={close}>
              <p className="text-muted">The codes that you have now stop working.</p>
            </Form>
          )}
        </Dialog>
      ) : null}
    </Panel>
  );
}

/** Recovery codes, shown this once. */
export function CodesOnce({ codes, close }: { codes: readonly string[]; close: () => void }) {
  return (
    <div className="flex flex-col gap-3">
      <p className="flex gap-2.5">
        <LifeBuoy size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-accent" />
        <span>
          Keep these recovery codes where your phone is not. Each signs you in once when the second factor is
          lost. They are shown only now.
        </span>
      </p>
      <div className="flex items-start gap-2 rounded-lg border border-accent/60 bg-bg py-2 pr-2 pl-3">
        <ul
          aria-label="Recovery codes"
          className="grid flex-1 grid-cols-2 gap-x-4 font-mono text-sm leading-6"
        >
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <CopyButton text={codes.join('\n')} label="recovery codes" />
      </div>
      <div className="flex justify-end">
        <Button tone="accent" onClick={close}>
          I have kept them
        </Button>
      </div>
    </div>
  );
}
