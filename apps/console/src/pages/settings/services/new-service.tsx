import { useLocation } from 'wouter';
import * as z from 'zod/mini';
import { useAction } from '../../../api/action.ts';
import type { SentTo } from '../../../api/operations.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { field } from '../../../ui/schema-form/field-spec.ts';
import { SchemaForm } from '../../../ui/schema-form/schema-form.tsx';
import { href } from '../../../url-state.ts';
import { useProjects, useUsers } from '../names.ts';

const newService = z.object({
  name: field(z.string().check(z.maxLength(64)), { label: 'Name', placeholder: 'search' }),
  project: field(z.string(), { label: 'Project', kind: 'choice' }),
  onBehalfOf: field(z.exactOptional(z.string()), {
    ...{ label: 'Acts for', kind: 'choice', placeholder: 'Itself: a service' },
    hint: 'An agent never may more than the person it acts for.',
  }),
  spiffeId: field(z.exactOptional(z.string().check(z.regex(/^spiffe:\/\/./, 'It begins with spiffe://.'))), {
    label: 'SPIFFE identity',
    placeholder: 'none: it does not come with a certificate',
    hint: 'Such as spiffe://example.org/service/search, as its client certificate names it.',
    mono: true,
  }),
});

/** Adds a service, or an agent that acts for a person. */
export function NewService({ close }: { close: () => void }) {
  const projects = useProjects().data ?? [];
  const users = useUsers().data ?? [];
  const [, navigate] = useLocation();
  const create = useAction(
    (client, body: SentTo<'post', '/api/services'>, consent) =>
      client.post('/api/services', { body, ...consent }),
    {
      changes: ['services'],
      says: ({ name }) => `${name} was added.`,
      onDone: ({ id }) => navigate(href('/settings/services', { service: id })),
    },
  );
  const people = users.filter(({ disabledAt }) => disabledAt === undefined);
  return (
    <Dialog title="Add a service" close={close}>
      <SchemaForm
        schema={newService}
        start={{ project: 'default' }}
        says={{
          project: { choices: projects.map(({ id }) => ({ value: id, word: id })) },
          onBehalfOf: {
            choices: people.map(({ id, displayName }) => ({ value: id, word: `${displayName}: an agent` })),
          },
        }}
        action={create}
        input={(value) => value}
        verb="Add"
        cancel={close}
      />
    </Dialog>
  );
}
