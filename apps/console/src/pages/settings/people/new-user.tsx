import { useLocation } from 'wouter';
import * as z from 'zod/mini';
import { useAction } from '../../../api/action.ts';
import type { SentTo } from '../../../api/operations.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { field } from '../../../ui/schema-form/field-spec.ts';
import { SchemaForm } from '../../../ui/schema-form/schema-form.tsx';
import { href } from '../../../url-state.ts';

const newUser = z.object({
  name: field(z.string().check(z.maxLength(64)), { label: 'Name to sign in with', placeholder: 'ada' }),
  displayName: field(z.exactOptional(z.string().check(z.maxLength(64))), {
    label: 'Name to show',
    placeholder: 'Ada Lovelace',
  }),
});

/** Adds a person. They hold nothing yet, and sign in once they were invited. */
export function NewUser({ close }: { close: () => void }) {
  const [, navigate] = useLocation();
  const create = useAction(
    (client, body: SentTo<'post', '/api/users'>, consent) => client.post('/api/users', { body, ...consent }),
    {
      changes: ['users'],
      says: ({ displayName }) => `${displayName} was added.`,
      onDone: ({ id }) => navigate(href('/settings/people', { user: id })),
    },
  );
  return (
    <Dialog title="Add a person" close={close}>
      <SchemaForm schema={newUser} action={create} input={(value) => value} verb="Add" cancel={close}>
        <p className="text-sm text-faint">
          Next: grant a role and send an invitation. People of your identity provider come by themselves when
          they first sign in.
        </p>
      </SchemaForm>
    </Dialog>
  );
}
