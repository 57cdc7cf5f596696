import { useState } from 'react';
import { useAction } from '../../../api/action.ts';
import type { Schema, SentTo } from '../../../api/operations.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { Form } from '../../../ui/form.tsx';
import { endOf, lifetimes } from '../../../ui/lifetime.ts';
import { useProjects } from '../names.ts';
import { grantable } from './role-words.ts';

const everywhere = '*';
const kinds = [
  { value: '', word: 'Everything in the project' },
  { value: 'route', word: 'One route' },
  { value: 'model', word: 'One model' },
  { value: 'dataset', word: 'One dataset' },
] as const;

/** Gives somebody a role: where, on what, and until when. */
export function NewGrant({ holder, name, close }: { holder: string; name: string; close: () => void }) {
  const projects = useProjects().data ?? [];
  const [role, setRole] = useState<Schema<'GrantSummary'>['role']>('engineer');
  const [project, setProject] = useState('default');
  const [kind, setKind] = useState<(typeof kinds)[number]['value']>('');
  const [thing, setThing] = useState('');
  const [days, setDays] = useState('');
  // Of one moment, so that what somebody else has to approve is the same when it is sent again.
  const [nowMs] = useState(() => Date.now());
  // An auditor's time has to end, and within a quarter.
  const offered =
    role === 'auditor' ? lifetimes.filter(({ value }) => value !== '' && value !== '365') : lifetimes;
  const lasts = offered.some(({ value }) => value === days) ? days : '30';
  const create = useAction(
    (client, body: SentTo<'post', '/api/grants'>, consent) =>
      client.post('/api/grants', { body, ...consent }),
    { changes: ['grants'], says: ({ role }) => `${name} has the role ${role}.`, onDone: close },
  );
  return (
    <Dialog title={`Grant a role to ${name}`} close={close}>
      <Form
        action={create}
        input={() => {
          const expiresAt = endOf(lasts, nowMs);
          return {
            ...{ to: holder, role, project },
            ...(kind !== '' && { on: { kind, id: thing.trim() } }),
            ...(expiresAt !== undefined && { expiresAt }),
          };
        }}
        verb="Grant"
        cancel={close}
        ready={kind === '' || thing.trim() !== ''}
      >
        <SelectField
          label="Role"
          value={role}
          onChange={setRole}
          options={grantable.map(({ role: value }) => ({ value, word: value }))}
          hint={grantable.find((each) => each.role === role)?.says}
        />
        <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2">
          <SelectField
            label="Where"
            value={project}
            onChange={setProject}
            options={[
              { value: everywhere, word: 'Every project' },
              ...projects.map(({ id }) => ({ value: id, word: id })),
            ]}
          />
          <SelectField label="Ends" value={lasts} onChange={setDays} options={offered} />
          <SelectField label="On" value={kind} onChange={setKind} options={kinds} />
          {kind === '' ? null : (
            <TextField label={`Name of the ${kind}`} value={thing} onChange={setThing} required />
          )}
        </div>
      </Form>
    </Dialog>
  );
}
