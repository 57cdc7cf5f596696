import { useState } from 'react';
import { useLocation } from 'wouter';
import { useAction } from '../../../api/action.ts';
import type { SentTo } from '../../../api/operations.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { Form } from '../../../ui/form.tsx';
import { href } from '../../../url-state.ts';
import { useProjects, useUsers } from '../names.ts';

/** Adds a service, or an agent that acts for a person. */
export function NewService({ close }: { close: () => void }) {
  const projects = useProjects().data ?? [];
  const users = useUsers().data ?? [];
  const [name, setName] = useState('');
  const [project, setProject] = useState('default');
  const [onBehalfOf, setOnBehalfOf] = useState('');
  const [spiffeId, setSpiffeId] = useState('');
  const [, navigate] = useLocation();
  const create = useAction(
    (client, body: SentTo<'post', '/api/services'>, consent) =>
      client.post('/api/services', { body, ...consent }),
    {
      changes: ['services'],
      onDone: ({ id }) => {
        close();
        navigate(href('/settings/services', { service: id }));
      },
    },
  );
  return (
    <Dialog title="Add a service" close={close}>
      <Form
        action={create}
        input={() => ({
          ...{ name: name.trim(), project },
          ...(onBehalfOf !== '' && { onBehalfOf }),
          ...(spiffeId.trim() !== '' && { spiffeId: spiffeId.trim() }),
        })}
        verb="Add"
        cancel={close}
        ready={name.trim() !== ''}
      >
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          placeholder="search"
          required
          autoFocus
          maxLength={64}
        />
        <SelectField
          label="Project"
          value={project}
          onChange={setProject}
          options={projects.map(({ id }) => ({ value: id, word: id }))}
        />
        <SelectField
          label="Acts for"
          value={onBehalfOf}
          onChange={setOnBehalfOf}
          options={[
            { value: '', word: 'Itself: a service' },
            ...users
              .filter(({ disabledAt }) => disabledAt === undefined)
              .map((user) => ({ value: user.id, word: `${user.displayName}: an agent` })),
          ]}
          hint="An agent never may more than the person it acts for."
        />
        <TextField
          label="SPIFFE identity"
          value={spiffeId}
          onChange={setSpiffeId}
          placeholder="none: it does not come with a certificate"
          hint="Such as spiffe://example.org/service/search, as its client certificate names it."
          mono
        />
      </Form>
    </Dialog>
  );
}
