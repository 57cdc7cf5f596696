import { useState } from 'react';
import { useAction } from '../../../api/action.ts';
import type { Schema } from '../../../api/operations.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { SelectField } from '../../../ui/field.tsx';
import { Form } from '../../../ui/form.tsx';
import { SecretOnce } from '../../../ui/secret-once.tsx';

const overlaps = [
  { value: '0', word: 'At once' },
  { value: '1', word: 'In an hour' },
  { value: '24', word: 'In a day' },
  { value: '168', word: 'In a week' },
];

/** Gives a key another secret; the older one goes on for a while, so that nothing breaks on the way. */
export function RotateKey({ apiKey, close }: { apiKey: Schema<'KeySummary'>; close: () => void }) {
  const [hours, setHours] = useState('24');
  const rotate = useAction(
    (client, { id, overlapHours }: { id: string; overlapHours: number }, consent) =>
      client.post('/api/keys/{id}/rotate', {
        path: { id },
        body: { overlapMs: overlapHours * 3_600_000 },
        ...consent,
      }),
    { changes: ['keys'] },
  );
  return (
    <Dialog title={`Rotate ${apiKey.name}`} close={close}>
      {rotate.reply ? (
        <SecretOnce what="new secret" secret={rotate.reply.secret} close={close} />
      ) : (
        <Form
          action={rotate}
          input={() => ({ id: apiKey.id, overlapHours: Number(hours) })}
          verb="Rotate"
          cancel={close}
        >
          <p className="text-muted">
            It stays the same key with the same id and scope, and gets a new secret. Put the new one in place
            before the older one ends.
          </p>
          <SelectField label="The older secret ends" value={hours} onChange={setHours} options={overlaps} />
        </Form>
      )}
    </Dialog>
  );
}
