import { OctagonPause, Play } from 'lucide-react';
import { useState } from 'react';
import { useAction } from '../../../api/action.ts';
import { queryKeys } from '../../../api/queries.ts';
import { useAll } from '../../../api/read.ts';
import { useMay } from '../../../api/use-session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { Form } from '../../../ui/form.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import { Until } from '../../../ui/until.tsx';

const periods = [
  { value: '15', word: '15 minutes' },
  { value: '60', word: '1 hour' },
  { value: '240', word: '4 hours' },
  { value: '1440', word: '1 day' },
];
const changes = ['routes', ...queryKeys.status];

/** Takes a route out of service for a time, or puts it back. */
export function ContainRoute({ route }: { route: string }) {
  const may = useMay();
  const [open, setOpen] = useState(false);
  const known = useAll('routes', '/api/routes').data?.find(({ name }) => name === route);
  const release = useRelease(route);
  if (known === undefined || !may('route.contain')) return null;
  const { containment } = known;
  if (containment !== undefined) {
    return (
      <div className="flex flex-wrap items-center gap-2">
        <ConfirmButton
          title={`Release ${route}`}
          says={<p>Requests to it are answered again from now on.</p>}
          verb="Release"
          tone="accent"
          asksReason
          action={release}
          input={(reason) => reason}
        >
          <Play size={14} aria-hidden="true" />
          Release route
        </ConfirmButton>
        <span className="text-flag">
          {route} is out of service, and is back by itself <Until at={containment.until} />.
        </span>
      </div>
    );
  }
  return (
    <>
      <Button tone="danger" onClick={() => setOpen(true)}>
        <OctagonPause size={14} aria-hidden="true" />
        Contain route
      </Button>
      {open ? <ContainForm route={route} close={() => setOpen(false)} /> : null}
    </>
  );
}

function ContainForm({ route, close }: { route: string; close: () => void }) {
  const [reason, setReason] = useState('');
  const [minutes, setMinutes] = useState('60');
  const toast = useToast();
  const release = useRelease(route);
  const contain = useAction(
    (client, body: { readonly reason: string; readonly minutes: number }, consent) =>
      client.post('/api/routes/{name}/contain', { path: { name: route }, body, ...consent }),
    {
      changes,
      onDone: () => {
        close();
        toast({
          text: `${route} is out of service.`,
          undo: { word: 'Undo', run: () => release.run('Contained by mistake.') },
        });
      },
    },
  );
  return (
    <Dialog title={`Contain ${route}`} close={close}>
      <Form
        action={contain}
        input={() => ({ reason: reason.trim(), minutes: Number(minutes) })}
        verb="Contain the route"
        cancel={close}
        ready={reason.trim().length >= 3}
      >
        <p className="text-muted">
          From the next request on everybody who asks this route is refused with 503, and answers under way
          are cut at their next chunk. Other routes go on. It ends by itself.
        </p>
        <TextField
          label="Reason, which is recorded"
          value={reason}
          onChange={setReason}
          maxLength={200}
          required
          autoFocus
        />
        <SelectField label="For" value={minutes} onChange={setMinutes} options={periods} />
      </Form>
    </Dialog>
  );
}

function useRelease(route: string) {
  const toast = useToast();
  return useAction(
    (client, reason: string, consent) =>
      client.post('/api/routes/{name}/release', { path: { name: route }, body: { reason }, ...consent }),
    { changes, onDone: () => toast({ text: `${route} is in service again.` }) },
  );
}
