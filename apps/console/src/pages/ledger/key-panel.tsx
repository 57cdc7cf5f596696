import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState, useSyncExternalStore } from 'react';
import { keyId } from '../../proof/audit.ts';
import type { Pin } from '../../proof/pin.ts';
import { useServices } from '../../services.tsx';
import { Button } from '../../ui/button.tsx';
import { Command } from '../../ui/command.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Exactly } from '../../ui/time.tsx';

/** The pinned key: what every verification here rests on; and both keys when they differ. */
export function KeyPanel({ pin }: { pin: Pin | undefined }) {
  const { auditor } = useServices();
  const alarm = useSyncExternalStore(auditor.onChange, auditor.alarm);
  if (alarm?.kind === 'key-changed')
    return <KeyComparison pinned={alarm.pinned} offered={alarm.offered} pin={pin} />;
  return (
    <Panel title="Pinned key" aside={pin ? <CopyButton text={pin.verifierKey} label="verifier key" /> : null}>
      <div className="flex flex-col gap-2 p-4">
        {pin ? (
          <>
            <p className="font-mono text-sm leading-5 [overflow-wrap:anywhere]">{pin.verifierKey}</p>
            <p className="text-muted">
              Pinned <Exactly at={pin.since} />
              {pin.seen ? `; newest tree verified here: ${pin.seen.size.toLocaleString('en')} entries` : ''}.
            </p>
          </>
        ) : (
          <p className="text-muted">No key is pinned yet.</p>
        )}
        <p className="text-sm text-faint">
          Trust on first use: this browser keeps the first key it sees at this address, so a server that later
          shows another log cannot pass it off as this one.
        </p>
      </div>
    </Panel>
  );
}

function KeyComparison({ pinned, offered, pin }: { pinned: string; offered: string; pin: Pin | undefined }) {
  return (
    <Panel title="The ledger key has changed" className="border-block">
      <div className="flex flex-col gap-3 p-4">
        <p>
          The log at this address is signed by another key than the one this browser pinned
          {pin ? (
            <>
              {' '}
              on <Exactly at={pin.since} />
            </>
          ) : null}
          . Either Ringwall was set up anew here, with another data directory, or someone put another log in
          its place. On the machine that runs Ringwall, look at the key it should be:
        </p>
        <Command text="cat ringwall-data/ledger/verifier-key" label="command that shows the key" />
        <dl className="grid gap-3">
          {[
            ['Pinned in this browser', pinned],
            ['Shown by the server now', offered],
          ].map(([title, key = '']) => (
            <div key={title} className="rounded-md border border-line bg-bg px-3 py-2">
              <dt className="text-sm text-muted">{title}</dt>
              <dd className="font-mono text-sm leading-5 [overflow-wrap:anywhere]">{key}</dd>
            </div>
          ))}
        </dl>
        <AcceptKey offered={offered} />
      </div>
    </Panel>
  );
}

/** Accepting is deliberate: the id of the new key has to be typed, as read from the machine itself. */
function AcceptKey({ offered }: { offered: string }) {
  const { auditor } = useServices();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const field = useId();
  const id = keyId(offered);
  const fits = id !== '' && typed.trim().toLowerCase() === id;

  function accept(event: FormEvent): void {
    event.preventDefault();
    if (!fits) return;
    auditor.accept(offered);
    void queries.invalidateQueries({ queryKey: ['audit'] });
  }

  return (
    <form onSubmit={accept} className="flex flex-wrap items-end gap-2">
      <label htmlFor={field} className="flex flex-col gap-1 text-sm text-muted">
        To trust the new key from now on, type its id (the 8 digits after the first +)
        <input
          id={field}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          autoComplete="off"
          spellCheck={false}
          className="h-7 w-40 rounded-md border border-line-strong bg-bg px-2 font-mono text-text"
        />
      </label>
      <Button type="submit" tone="danger" disabled={!fits}>
        Pin the new key
      </Button>
    </form>
  );
}
