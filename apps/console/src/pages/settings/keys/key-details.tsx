import { useState } from 'react';
import { Link } from 'wouter';
import { useAction } from '../../../api/action.ts';
import type { Schema } from '../../../api/operations.ts';
import { useMay } from '../../../api/use-session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { SidePanel } from '../../../ui/side-panel.tsx';
import { Ago, Exactly, useNow } from '../../../ui/time.tsx';
import { Until } from '../../../ui/until.tsx';
import { listInWords } from '../../../ui/word-list.ts';
import { href } from '../../../url-state.ts';
import { useNames } from '../names.ts';
import { KeyStateTag, keyState } from './key-state.tsx';
import { RotateKey } from './rotate-key.tsx';

/** One key: whose it is, what it is confined to, and what can be done about it. */
export function KeyDetails({ apiKey, close }: { apiKey: Schema<'KeySummary'>; close: () => void }) {
  const may = useMay();
  const state = keyState(apiKey, useNow());
  const usable = state === 'active' || state === 'rotating';
  const [rotating, setRotating] = useState(false);
  const revoke = useAction(
    (client, id: string, consent) => client.delete('/api/keys/{id}', { path: { id }, ...consent }),
    { changes: ['keys'], says: () => `${apiKey.name} was revoked.` },
  );
  return (
    <SidePanel label="Key" id={apiKey.id} close={close}>
      <div className="flex flex-col divide-y divide-line *:p-4">
        <section aria-label="Summary" className="flex flex-col gap-2.5">
          <p className="flex items-center gap-2 text-lg font-strong">
            <span className="min-w-0 truncate">{apiKey.name}</span> <KeyStateTag apiKey={apiKey} />
          </p>
          <Life apiKey={apiKey} />
          <Link
            href={href('/traffic', { key: apiKey.id })}
            className="self-start text-accent underline underline-offset-2"
          >
            Its requests
          </Link>
        </section>
        <section aria-label="Scope" className="flex flex-col gap-2.5">
          <h3>Confined to</h3>
          <Scope apiKey={apiKey} />
        </section>
        {usable && (may('key.rotate') || may('key.revoke')) ? (
          <section aria-label="Actions" className="flex flex-wrap gap-2">
            {may('key.rotate') ? <Button onClick={() => setRotating(true)}>Rotate</Button> : null}
            {may('key.revoke') ? (
              <ConfirmButton
                title={`Revoke ${apiKey.name}`}
                says={
                  <p>
                    Requests with it are refused from now on, and streams that run on it are cut at their next
                    chunk. A revoked key cannot be brought back.
                  </p>
                }
                verb="Revoke the key"
                action={revoke}
                input={() => apiKey.id}
              >
                Revoke
              </ConfirmButton>
            ) : null}
          </section>
        ) : null}
      </div>
      {rotating ? <RotateKey apiKey={apiKey} close={() => setRotating(false)} /> : null}
    </SidePanel>
  );
}

function Life({ apiKey }: { apiKey: Schema<'KeySummary'> }) {
  const nameOf = useNames();
  const { owner, overlapUntil, expiresAt, revokedAt, lastUsedAt } = apiKey;
  return (
    <Facts
      facts={[
        ['Prefix', <code key="prefix" className="font-mono text-sm">{`${apiKey.prefix}…`}</code>],
        ['Belongs to', owner === undefined ? 'nobody: it speaks for itself' : nameOf(owner)],
        ['Project', apiKey.project],
        ['Made', <Exactly key="made" at={apiKey.createdAt} />],
        ['Last used', lastUsedAt === undefined ? 'never' : <Ago key="used" at={lastUsedAt} />],
        ['Older secret ends', overlapUntil && <Until key="previous" at={overlapUntil} />],
        ['Expires', expiresAt === undefined ? 'never' : <Exactly key="expires" at={expiresAt} />],
        ['Revoked', revokedAt && <Exactly key="revoked" at={revokedAt} />],
      ]}
    />
  );
}

function Scope({ apiKey }: { apiKey: Schema<'KeySummary'> }) {
  return (
    <Facts
      facts={[
        ['Routes', listInWords(apiKey.routes, 'every route')],
        ['Models', listInWords(apiKey.models, 'every model')],
        ['Datasets', listInWords(apiKey.datasets, 'every dataset')],
        ['Purposes', listInWords(apiKey.purposes, 'any, none has to be named')],
        ['Networks', listInWords(apiKey.networks, 'any address')],
        ['Certificate', apiKey.certificate ?? 'none needed'],
        ['Person', apiKey.bound ? 'one person, named nowhere' : undefined],
        ['Administration', apiKey.administration ? 'yes, as far as its owner may' : 'no'],
      ]}
    />
  );
}
