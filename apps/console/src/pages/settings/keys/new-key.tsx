import { useState } from 'react';
import { useAction } from '../../../api/action.ts';
import type { SentTo } from '../../../api/operations.ts';
import { useStatus } from '../../../api/queries.ts';
import { useMay } from '../../../api/use-session.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { endOf } from '../../../ui/lifetime.ts';
import { SchemaForm } from '../../../ui/schema-form/schema-form.tsx';
import { SecretOnce } from '../../../ui/secret-once.tsx';
import { useHolders, useProjects } from '../names.ts';
import { newKey } from './new-key-schema.ts';

/** Makes a key, confined as asked, and shows it once. */
export function NewKey({ close }: { close: () => void }) {
  // Of one moment, so that what somebody else has to approve is the same when it is sent again.
  const [nowMs] = useState(() => Date.now());
  const may = useMay();
  const projects = useProjects().data ?? [];
  const holders = useHolders();
  const routes = useStatus().data?.routes ?? [];
  const models = new Set(routes.flatMap((route) => route.models).filter((name) => !name.endsWith('*')));
  const create = useAction(
    (client, body: SentTo<'post', '/api/keys'>, consent) => client.post('/api/keys', { body, ...consent }),
    { changes: ['keys'] },
  );
  if (create.reply) {
    return (
      <Dialog title={`The key ${create.reply.key.name}`} close={close}>
        <SecretOnce what="key" secret={create.reply.secret} close={close} />
      </Dialog>
    );
  }
  return (
    <Dialog title="New key" close={close} wide>
      <SchemaForm
        schema={newKey}
        start={{ days: '90', project: 'default' }}
        says={({ owner }) => ({
          project: { choices: projects.map(({ id }) => ({ value: id, word: id })) },
          owner: may('user.list') || may('service.list') ? { choices: holders } : undefined,
          routes: { choices: routes.map(({ name }) => ({ value: name, word: name })) },
          models: { suggestions: [...models] },
          administration: owner === undefined || owner === '' ? undefined : {},
        })}
        action={create}
        input={({ days = '', administration, ...rest }) => {
          const expiresAt = endOf(days, nowMs);
          return {
            ...rest,
            ...(administration === true && rest.owner !== undefined && { administration }),
            ...(expiresAt !== undefined && { expiresAt }),
          };
        }}
        verb="Make the key"
        cancel={close}
        columns={2}
        fold="Confine it further"
      />
    </Dialog>
  );
}
