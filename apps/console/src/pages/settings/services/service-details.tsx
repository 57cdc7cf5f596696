import { Link } from 'wouter';
import { useAction } from '../../../api/action.ts';
import type { Schema } from '../../../api/operations.ts';
import { useAll } from '../../../api/read.ts';
import { useMay } from '../../../api/use-session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { ActionProblem } from '../../../ui/problem-text.tsx';
import { SidePanel } from '../../../ui/side-panel.tsx';
import { Exactly } from '../../../ui/time.tsx';
import { href } from '../../../url-state.ts';
import { GrantsBlock } from '../grants/grants-block.tsx';
import { useGrants } from '../grants/use-grants.ts';
import { KeyStateTag } from '../keys/key-state.tsx';
import { useNames } from '../names.ts';

/** One service or agent: its keys and roles, and what can be done about it. */
export function ServiceDetails({ service, close }: { service: Schema<'ServiceSummary'>; close: () => void }) {
  const nameOf = useNames();
  const { id, name, type, project, onBehalfOf, spiffeId, createdAt, disabledAt } = service;
  return (
    <SidePanel label="Service" id={id} close={close}>
      <div className="flex flex-col divide-y divide-line *:p-4">
        <section aria-label="Summary" className="flex flex-col gap-2.5">
          <p className="truncate text-lg font-strong">{name}</p>
          <Facts
            facts={[
              ['Kind', type],
              ['Project', project],
              ['Acts for', onBehalfOf && nameOf(onBehalfOf)],
              ['SPIFFE identity', spiffeId && <code className="font-mono text-sm">{spiffeId}</code>],
              ['Added', <Exactly key="added" at={createdAt} />],
              ['Disabled', disabledAt && <Exactly key="disabled" at={disabledAt} />],
            ]}
          />
        </section>
        <Standing service={service} />
        <GrantsBlock holder={id} name={name} />
        <KeysOf owner={id} />
      </div>
    </SidePanel>
  );
}

function KeysOf({ owner }: { owner: string }) {
  const may = useMay();
  const keys = useAll('keys', '/api/keys', { enabled: may('key.list') });
  // The roles stand above it: where they are still on their way, it would be moved.
  const grants = useGrants();
  const own = (keys.data ?? []).filter((key) => key.owner === owner && key.revokedAt === undefined);
  if (!may('key.list') || grants.isLoading) return null;
  return (
    <section aria-label="Keys" className="flex flex-col gap-2.5">
      <h3>Keys</h3>
      {keys.data === undefined ? (
        <span className="skeleton h-5 w-40" />
      ) : own.length === 0 ? (
        <p className="text-muted">None. Make one under Keys that belongs to it.</p>
      ) : (
        <ul className="flex flex-col gap-1">
          {own.map((key) => (
            <li key={key.id} className="flex items-center gap-2">
              <Link
                href={href('/settings/keys', { key: key.id })}
                className="min-w-0 truncate underline underline-offset-2"
              >
                {key.name}
              </Link>
              <KeyStateTag apiKey={key} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Standing({ service: { id, name, disabledAt } }: { service: Schema<'ServiceSummary'> }) {
  const may = useMay();
  const set = useAction(
    (client, { verb }: { verb: 'disable' | 'enable' }, consent) =>
      client.post(`/api/services/{id}/${verb}`, { path: { id }, ...consent }),
    { changes: ['services'] },
  );
  if (!may('service.update')) return null;
  return (
    <section aria-label="Actions" className="flex flex-col items-start gap-3">
      {disabledAt === undefined ? (
        <ConfirmButton
          title={`Disable ${name}`}
          says={
            <p>
              Its keys and certificates are refused from the next request on, and running streams are cut.
              Enabling it brings them back.
            </p>
          }
          verb="Disable"
          action={set}
          input={() => ({ verb: 'disable' })}
        >
          Disable
        </ConfirmButton>
      ) : (
        <>
          <Button onClick={() => set.run({ verb: 'enable' })} disabled={set.isPending}>
            Enable
          </Button>
          <ActionProblem action={set} />
        </>
      )}
    </section>
  );
}
