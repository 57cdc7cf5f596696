import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useId, useState, useSyncExternalStore } from 'react';
import { keyId, keyLabel } from '../../proof/audit.ts';
import type { Pin } from '../../proof/pin.ts';
import { useServices } from '../../services.tsx';
import { Button } from '../../ui/button.tsx';
import { Command } from '../../ui/command.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatCount } from '../../ui/format.ts';
import { Panel } from '../../ui/panel.tsx';
import { Exactly } from '../../ui/time.tsx';

/** The pinned key: what every verification here rests on; and what to do when it does not fit. */
export function KeyPanel({ pin }: { pin: Pin | undefined }) {
  const { auditor } = useServices();
  const alarm = useSyncExternalStore(auditor.onChange, auditor.alarm);
  if (alarm?.kind === 'key-changed') {
    return <KeyComparison pinned={alarm.pinned} offered={alarm.offered} pin={pin} />;
  }
  if (alarm !== undefined && pin !== undefined) return <OtherPast detail={alarm.detail} pin={pin} />;
  return (
    <Panel title="Pinned key" aside={pin ? <CopyButton text={pin.verifierKey} label="verifier key" /> : null}>
      <div className="flex flex-col gap-2 p-4">
        {pin ? (
          <>
            <VerifierKey text={pin.verifierKey} />
            <p className="text-muted">
              Pinned <Exactly at={pin.since} />
              {pin.seen ? `; newest tree verified here: ${formatCount(pin.seen.size)} entries` : ''}.
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

/** Name, id and key; the id stands out, because that is what people compare. */
function VerifierKey({ text }: { text: string }) {
  const label = keyLabel(text);
  return (
    <p className="font-mono text-sm leading-5 [overflow-wrap:anywhere] text-muted">
      {label.slice(0, -keyId(text).length)}
      <strong className="font-strong text-text">{keyId(text)}</strong>
      {text.slice(label.length)}
    </p>
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
              <dd>
                <VerifierKey text={key} />
              </dd>
            </div>
          ))}
        </dl>
        <Accept verifierKey={offered} action="Pin the new key">
          To trust the new key from now on, type its id, the 8 digits in bold
        </Accept>
      </div>
    </Panel>
  );
}

function OtherPast({ detail, pin }: { detail: string; pin: Pin }) {
  return (
    <Panel title="Not the log seen before" className="border-block">
      <div className="flex flex-col gap-3 p-4">
        <p>{detail}</p>
        <p className="text-muted">
          If Ringwall was just restored from a backup, that is how it looks: what came after the backup is
          gone. If not, someone rewrote the record. Stop the server, keep its data directory, and check it
          offline:
        </p>
        <Command text="ringwall ledger verify" label="command that verifies the log" />
        <VerifierKey text={pin.verifierKey} />
        <Accept verifierKey={pin.verifierKey} action="Start from this log">
          To forget the past this browser remembers, type the id of the key, the 8 digits in bold
        </Accept>
      </div>
    </Panel>
  );
}

/** Accepting is deliberate: the id has to be typed. */
function Accept({
  verifierKey,
  action,
  children,
}: {
  verifierKey: string;
  action: string;
  children: ReactNode;
}) {
  const { auditor } = useServices();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const field = useId();
  const fits = typed.trim().toLowerCase() === keyId(verifierKey);

  function accept(event: FormEvent): void {
    event.preventDefault();
    if (!fits) return;
    auditor.accept(verifierKey);
    void queries.invalidateQueries({ queryKey: ['audit'] });
  }

  return (
    <form onSubmit={accept} className="flex flex-wrap items-end gap-2">
      <label htmlFor={field} className="flex flex-col gap-1 text-sm text-muted">
        {children}
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
        {action}
      </Button>
    </form>
  );
}
