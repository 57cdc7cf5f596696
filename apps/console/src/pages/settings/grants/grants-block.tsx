import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useAction } from '../../../api/action.ts';
import type { Schema } from '../../../api/operations.ts';
import { useMay } from '../../../api/use-session.ts';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import { MiniButton } from '../../../ui/mini-button.tsx';
import { RowsSkeleton } from '../../../ui/table.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { Until } from '../../../ui/until.tsx';
import { NewGrant } from './new-grant.tsx';
import { useGrants } from './use-grants.ts';

const sources = { manual: undefined, directory: 'by directory group', recovery: 'by the shell' } as const;

/** The roles that somebody holds, and where. */
export function GrantsBlock({ holder, name }: { holder: string; name: string }) {
  const may = useMay();
  const grants = useGrants();
  const [granting, setGranting] = useState(false);
  if (!may('grant.list')) return null;
  return (
    <section aria-label="Roles" className="flex flex-col gap-2.5">
      <div className="flex items-center justify-between">
        <h3>Roles</h3>
        {may('grant.create') ? (
          <MiniButton onClick={() => setGranting(true)}>
            <span className="flex items-center gap-1">
              <Plus size={14} aria-hidden="true" /> Grant a role
            </span>
          </MiniButton>
        ) : null}
      </div>
      <Loaded query={grants} placeholder={<RowsSkeleton rows={1} />}>
        {(all) => {
          const held = all.filter(({ to }) => to === holder);
          return held.length === 0 ? (
            <p className="text-muted">None: {name} may do nothing yet.</p>
          ) : (
            <ul className="flex flex-col divide-y divide-line rounded-md border border-line">
              {held.map((grant) => (
                <GrantRow key={grant.id} grant={grant} name={name} />
              ))}
            </ul>
          );
        }}
      </Loaded>
      {granting ? <NewGrant holder={holder} name={name} close={() => setGranting(false)} /> : null}
    </section>
  );
}

function GrantRow({ grant, name }: { grant: Schema<'GrantSummary'>; name: string }) {
  const may = useMay();
  const revoke = useAction(
    (client, id: string, consent) => client.delete('/api/grants/{id}', { path: { id }, ...consent }),
    { changes: ['grants'], says: () => 'The role was taken away.' },
  );
  const { role, project, on, expiresAt, source } = grant;
  return (
    <li className="flex min-h-9 items-center gap-2 px-3 py-1.5">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2">
          <Tag>{role}</Tag>
          <span className="text-muted">{project === '*' ? 'in every project' : `in ${project}`}</span>
        </p>
        {on || expiresAt || sources[source] ? (
          <p className="text-sm [overflow-wrap:anywhere] text-muted">
            {[on && `${on.kind} ${on.id} only`, sources[source]].filter(Boolean).join(', ')}
            {expiresAt === undefined ? null : (
              <>
                {on || sources[source] ? ', ' : ''}ends <Until at={expiresAt} />
              </>
            )}
          </p>
        ) : null}
      </div>
      {may('grant.revoke') ? (
        <ConfirmButton
          title={`Revoke ${role} from ${name}`}
          says={<p>From the next request on they may only do what their other roles permit.</p>}
          verb="Revoke the role"
          action={revoke}
          input={() => grant.id}
          mini
        >
          Revoke<span className="sr-only"> {role}</span>
        </ConfirmButton>
      ) : null}
    </li>
  );
}
