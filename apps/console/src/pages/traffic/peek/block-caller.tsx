import { Ban } from 'lucide-react';
import type { RequestRow } from 'ringwall';
import { useAction } from '../../../api/action.ts';
import { useKeys } from '../../../api/queries.ts';
import { useMay } from '../../../api/use-session.ts';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import { useNames, useServicesList, useUsers } from '../../settings/names.ts';

/** Keeps out whoever sent a request: for good by their key, or until somebody thinks better of it. */
export function BlockCaller({ row }: { row: RequestRow }) {
  return (
    <>
      <RevokeKey row={row} />
      <DisableHolder who={row.who} />
    </>
  );
}

function RevokeKey({ row }: { row: RequestRow }) {
  const may = useMay();
  const toast = useToast();
  const key = useKeys().data?.find(({ id }) => id === row.key);
  const revoke = useAction(
    (client, id: string, consent) => client.delete('/api/keys/{id}', { path: { id }, ...consent }),
    {
      changes: ['keys'],
      onDone: () => toast({ text: `The key ${row.keyName} is revoked. Nobody gets in with it any more.` }),
    },
  );
  if (key === undefined || !may('key.revoke')) return null;
  if (key.revokedAt !== undefined) return <p className="text-muted">The key {key.name} is revoked.</p>;
  return (
    <ConfirmButton
      title={`Revoke ${key.name}`}
      says={
        <p>
          Requests with it are refused from now on, and streams that run on it are cut at their next chunk. A
          revoked key cannot be brought back: whoever needs it gets a new one.
        </p>
      }
      verb="Revoke the key"
      action={revoke}
      input={() => key.id}
    >
      <Ban size={14} aria-hidden="true" />
      Block key
    </ConfirmButton>
  );
}

/** A user or a service can be let in again, and so it is offered where the key belongs to one. */
function DisableHolder({ who }: { who: string }) {
  const may = useMay();
  const toast = useToast();
  const nameOf = useNames();
  const services = useServicesList().data ?? [];
  const users = useUsers().data ?? [];
  const holder = [...services, ...users].find(({ id }) => id === who);
  const kind = who.startsWith('usr_') ? 'user' : 'service';
  const name = nameOf(who);
  const enable = useAction(
    (client, id: string, consent): Promise<unknown> =>
      kind === 'user'
        ? client.post('/api/users/{id}/enable', { path: { id }, ...consent })
        : client.post('/api/services/{id}/enable', { path: { id }, ...consent }),
    { changes: ['users', 'services'], onDone: () => toast({ text: `${name} may use their keys again.` }) },
  );
  const disable = useAction(
    (client, id: string, consent): Promise<unknown> =>
      kind === 'user'
        ? client.post('/api/users/{id}/disable', { path: { id }, ...consent })
        : client.post('/api/services/{id}/disable', { path: { id }, ...consent }),
    {
      changes: ['users', 'services'],
      onDone: () =>
        toast({ text: `${name} is disabled.`, undo: { word: 'Undo', run: () => enable.run(who) } }),
    },
  );
  if (holder === undefined || !may(`${kind}.update`)) return null;
  if (holder.disabledAt !== undefined) return <p className="text-muted">{name} is disabled.</p>;
  return (
    <ConfirmButton
      title={`Disable ${name}`}
      says={
        <p>
          Every key, token and certificate of {name} is refused until they are enabled again, and what runs is
          cut at its next chunk.
        </p>
      }
      verb="Disable"
      action={disable}
      input={() => who}
    >
      Disable {name}
    </ConfirmButton>
  );
}
