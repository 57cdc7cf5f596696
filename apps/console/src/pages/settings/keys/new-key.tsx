import { useState } from 'react';
import { useAction } from '../../../api/action.ts';
import { useStatus } from '../../../api/queries.ts';
import { useMay } from '../../../api/use-session.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { CheckField, SelectField, TextField } from '../../../ui/field.tsx';
import { Form } from '../../../ui/form.tsx';
import { endOf, lifetimes } from '../../../ui/lifetime.ts';
import { SecretOnce } from '../../../ui/secret-once.tsx';
import { wordsOf } from '../../../ui/word-list.ts';
import { useHolders, useProjects } from '../names.ts';
import { type NewKeyDraft, newKeyOf } from './new-key-of.ts';

const empty: NewKeyDraft = {
  ...{ name: '', project: 'default', owner: '', routes: [], models: '', datasets: '', purposes: '' },
  ...{ networks: '', certificate: '', administration: false, days: '90' },
};

/** Makes a key, confined as asked, and shows it once. */
export function NewKey({ close }: { close: () => void }) {
  const [draft, setDraft] = useState(empty);
  // Of one moment, so that what somebody else has to approve is the same when it is sent again.
  const [nowMs] = useState(() => Date.now());
  const set = (change: Partial<NewKeyDraft>) => setDraft((now) => ({ ...now, ...change }));
  const create = useAction(
    (client, body: ReturnType<typeof newKeyOf>, consent) => client.post('/api/keys', { body, ...consent }),
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
      <Form
        action={create}
        input={() => newKeyOf(draft, endOf(draft.days, nowMs))}
        verb="Make the key"
        cancel={close}
        ready={draft.name.trim() !== ''}
      >
        <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2">
          <TextField
            label="Name"
            value={draft.name}
            onChange={(name) => set({ name })}
            placeholder="search-service"
            required
            autoFocus
            maxLength={64}
          />
          <SelectField
            label="Expires"
            value={draft.days}
            onChange={(days) => set({ days })}
            options={lifetimes}
          />
          <Belongs draft={draft} set={set} />
        </div>
        <Routes chosen={draft.routes} onChange={(routes) => set({ routes })} />
        <Narrower draft={draft} set={set} />
      </Form>
    </Dialog>
  );
}

interface Part {
  readonly draft: NewKeyDraft;
  readonly set: (change: Partial<NewKeyDraft>) => void;
}

function Belongs({ draft, set }: Part) {
  const may = useMay();
  const projects = useProjects().data ?? [];
  const holders = useHolders();
  return (
    <>
      <SelectField
        label="Project"
        value={draft.project}
        onChange={(project) => set({ project })}
        options={projects.map(({ id }) => ({ value: id, word: id }))}
      />
      {may('user.list') || may('service.list') ? (
        <SelectField
          label="Belongs to"
          value={draft.owner}
          onChange={(owner) => set({ owner, ...(owner === '' && { administration: false }) })}
          options={[{ value: '', word: 'Nobody: it speaks for itself' }, ...holders]}
        />
      ) : null}
    </>
  );
}

function Routes({
  chosen,
  onChange,
}: {
  chosen: readonly string[];
  onChange: (routes: readonly string[]) => void;
}) {
  const routes = useStatus().data?.routes ?? [];
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1 text-sm text-muted">Routes; with none chosen, every route</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-1.5">
        {routes.map(({ name }) => (
          <CheckField
            key={name}
            label={name}
            checked={chosen.includes(name)}
            onChange={(on) => onChange(on ? [...chosen, name] : chosen.filter((each) => each !== name))}
          />
        ))}
      </div>
    </fieldset>
  );
}

function Narrower({ draft, set }: Part) {
  const models = useStatus().data?.routes.flatMap((route) => route.models) ?? [];
  return (
    <details className="group">
      <summary className="w-fit rounded-md text-muted hover:text-text">Confine it further</summary>
      <div className="mt-3 grid gap-x-4 gap-y-3 sm:grid-cols-2">
        <TextField
          label="Models"
          value={draft.models}
          onChange={(text) => set({ models: text })}
          placeholder="every model"
          hint="Several with commas."
          suggestions={[...new Set(models)].filter((name) => !name.endsWith('*'))}
        />
        <TextField
          label="Datasets"
          value={draft.datasets}
          onChange={(datasets) => set({ datasets })}
          placeholder="every dataset"
          hint="Several with commas."
        />
        <TextField
          label="Purposes"
          value={draft.purposes}
          onChange={(purposes) => set({ purposes })}
          placeholder="any"
          hint="Requests then have to name one in x-ringwall-purpose."
        />
        <TextField
          label="Networks"
          value={draft.networks}
          onChange={(networks) => set({ networks })}
          placeholder="any address"
          hint="Such as 10.0.0.0/8 or 2001:db8::/32."
        />
        <TextField
          label="Client certificate"
          value={draft.certificate}
          onChange={(certificate) => set({ certificate })}
          placeholder="none needed"
          hint="spiffe://… or sha256:… of the one it has to come with."
          mono
        />
        <div className="pt-5">
          <CheckField
            label="May use the admin API"
            hint={
              draft.owner === ''
                ? 'Only a key that belongs to somebody may: it then does what they may.'
                : 'As far as whoever it belongs to may.'
            }
            checked={draft.administration && wordsOf(draft.owner).length > 0}
            onChange={(administration) => set({ administration: administration && draft.owner !== '' })}
          />
        </div>
      </div>
    </details>
  );
}
