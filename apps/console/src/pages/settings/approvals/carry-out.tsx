import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAction } from '../../../api/action.ts';
import { isObject } from '../../../api/json.ts';
import { queryKeys } from '../../../api/queries.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ActionProblem } from '../../../ui/problem-text.tsx';
import { SecretOnce } from '../../../ui/secret-once.tsx';
import type { Approval } from './approval-state.tsx';
import { repeatedRequest } from './repeat-request.ts';

/** Does, once, what somebody else has approved. */
export function CarryOut({ approval }: { approval: Approval }) {
  const queries = useQueryClient();
  const [shown, setShown] = useState(true);
  const request = repeatedRequest(approval);
  const carry = useAction(
    async (client, { method, path, body }: NonNullable<typeof request>) => {
      const consent = { approval: approval.id };
      if (method === 'POST') return client.send<unknown>('POST', path, { body, ...consent });
      await client.send<unknown>('DELETE', path, consent);
      return undefined;
    },
    {
      // What it changed is for the server to say.
      onDone: () =>
        void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== queryKeys.session[0] }),
    },
  );
  const secret = secretIn(carry.reply);
  if (carry.isDone) {
    return secret !== undefined && shown ? (
      <Dialog title="Done" close={() => setShown(false)}>
        <SecretOnce what={secret.what} secret={secret.text} close={() => setShown(false)} />
      </Dialog>
    ) : null;
  }
  return (
    <section aria-label="Carry out" className="flex flex-col items-start gap-3">
      <p className="text-muted">
        {request === undefined
          ? 'It was approved. Do it again where you asked for it, with the id of this approval: what is kept of the request is not the whole of it.'
          : 'It was approved. It can be done once, exactly as it was asked for.'}
      </p>
      <ActionProblem action={carry} />
      {request === undefined ? null : (
        <Button tone="accent" onClick={() => carry.run(request)} disabled={carry.isPending}>
          Do it now
        </Button>
      )}
    </section>
  );
}

/** Of a new key, or of an invitation: what is answered this once. */
function secretIn(reply: unknown): { readonly what: string; readonly text: string } | undefined {
  if (!isObject(reply)) return undefined;
  if (typeof reply.secret === 'string') return { what: 'key', text: reply.secret };
  return typeof reply.token === 'string'
    ? { what: 'link', text: `${location.origin}/#login=${reply.token}` }
    : undefined;
}
