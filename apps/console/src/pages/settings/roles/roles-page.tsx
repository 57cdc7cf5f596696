import { Check, Minus } from 'lucide-react';
import type { Schema } from '../../../api/operations.ts';
import { useRead } from '../../../api/read.ts';
import { ListPage, TableFrame } from '../../../ui/list-page.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import { grantable } from '../grants/role-words.ts';
import { groupsOf } from './action-groups.ts';

/** What each role may do, as the policies in force have it. */
export function RolesPage() {
  const roles = useRead('roles', '/api/roles');
  return (
    <ListPage title="Roles">
      <Loaded query={roles}>
        {(reply) => (
          <>
            <dl className="grid gap-px overflow-clip rounded-lg border border-line bg-line sm:grid-cols-2 lg:grid-cols-3">
              {grantable.map(({ role, says }) => (
                <div key={role} className="bg-surface px-4 py-2.5">
                  <dt className="font-strong">{role}</dt>
                  <dd className="text-sm text-muted">{says}</dd>
                </div>
              ))}
            </dl>
            <Matrix reply={reply} />
            <p className="text-sm text-faint">
              These are the policies that come with the product; your own may narrow or widen them, and the
              box under Policies says what decides. A role is held in one project or in every project. What is
              marked “every” belongs to the whole installation: only a role in every project permits it.
              Everybody who is signed in may see and change their own account. What no role may do is for the
              shell of the machine.
            </p>
          </>
        )}
      </Loaded>
    </ListPage>
  );
}

function Matrix({ reply: { roles, actions } }: { reply: Schema<'Roles'> }) {
  return (
    <TableFrame>
      <table aria-label="What each role may do" className="w-full border-collapse text-left">
        <thead>
          <tr className="border-b border-line text-sm text-muted">
            <th scope="col" className="px-3 py-2">
              Action
            </th>
            {roles.map((role) => (
              <th key={role} scope="col" className="w-24 px-2 py-2 text-center">
                {role}
              </th>
            ))}
          </tr>
        </thead>
        {groupsOf(actions).map(({ title, members }) => (
          <tbody key={title}>
            <tr className="border-b border-line bg-bg">
              <th scope="rowgroup" colSpan={roles.length + 1} className="px-3 py-1.5 text-sm text-muted">
                {title}
              </th>
            </tr>
            {members.map(({ action, reach, roles: allowed }) => (
              <tr key={action} className="h-8 border-b border-line last:border-b-0 hover:bg-raised">
                <th scope="row" className="px-3 font-normal whitespace-nowrap">
                  <span className="font-mono text-sm">{action}</span>
                  {reach === 'installation' ? <span className="ml-2 text-sm text-faint">every</span> : null}
                </th>
                {roles.map((role) => (
                  <td key={role} className="px-2 text-center">
                    <Mark yes={allowed.includes(role)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </TableFrame>
  );
}

function Mark({ yes }: { yes: boolean }) {
  const Icon = yes ? Check : Minus;
  return (
    <span className={`inline-block align-middle ${yes ? 'text-accent' : 'text-line-strong'}`}>
      <Icon size={14} aria-hidden="true" />
      <span className="sr-only">{yes ? 'yes' : 'no'}</span>
    </span>
  );
}
