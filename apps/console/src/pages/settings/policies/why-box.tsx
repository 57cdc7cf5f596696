import { type FormEvent, useState } from 'react';
import { useAction } from '../../../api/action.ts';
import type { Schema } from '../../../api/operations.ts';
import { useRead } from '../../../api/read.ts';
import { useMay, useSession } from '../../../api/use-session.ts';
import { Button } from '../../../ui/button.tsx';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { ActionProblem } from '../../../ui/problem-text.tsx';
import { useUrlState } from '../../../url-state.ts';
import { useHolders, useProjects } from '../names.ts';
import { WhyAnswer, WhyRequest } from './why-answer.tsx';

/** Asks the policies in force why a request was let in or not, or what they would say to one that never was. */
export function WhyBox() {
  const may = useMay();
  const [params, patch] = useUrlState();
  const [mode, setMode] = useState<'request' | 'ask'>('request');
  const ask = useAction((client, body: object) =>
    // The action is what somebody typed: which there are, the server says.
    client.send<Schema<'Explanation'>>('POST', '/api/policies/why', { body }),
  );
  const look = useAction((client, request: string) =>
    client.get('/api/policies/decisions/{request}', { path: { request } }),
  );
  if (!may('policy.test')) return null;
  const choose = (next: 'request' | 'ask') => {
    setMode(next);
    ask.reset();
    look.reset();
  };
  return (
    <Panel title="Why?">
      <div className="flex flex-col gap-3 p-4">
        <fieldset className="flex gap-2">
          <legend className="sr-only">Ask about</legend>
          <Button pressed={mode === 'request'} onClick={() => choose('request')}>
            A request
          </Button>
          <Button pressed={mode === 'ask'} onClick={() => choose('ask')}>
            Somebody and an action
          </Button>
        </fieldset>
        {mode === 'request' ? (
          <AskRequest
            initial={params.get('why') ?? ''}
            pending={look.isPending}
            ask={(request) => {
              patch({ why: request });
              look.run(request);
            }}
          />
        ) : (
          <AskAction pending={ask.isPending} ask={(body) => ask.run(body)} />
        )}
        <div role="status" className="flex flex-col gap-2">
          {look.reply === undefined ? null : <WhyRequest why={look.reply} />}
          {ask.reply === undefined ? null : <WhyAnswer why={ask.reply} />}
        </div>
        <ActionProblem action={mode === 'request' ? look : ask} />
      </div>
    </Panel>
  );
}

function AskRequest({
  initial,
  pending,
  ask,
}: {
  initial: string;
  pending: boolean;
  ask: (request: string) => void;
}) {
  const [request, setRequest] = useState(initial);
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (request.trim() !== '') ask(request.trim());
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <TextField
        label="Request id"
        value={request}
        onChange={setRequest}
        placeholder="req_…"
        hint="As x-request-id and the Traffic page show it."
        mono
      />
      <div>
        <Button type="submit" tone="accent" disabled={pending || request.trim() === ''}>
          Explain
        </Button>
      </div>
    </form>
  );
}

const kinds = ['project', 'route', 'server', 'ledger', 'key', 'request', 'policy', 'user'].map((value) => ({
  value,
  word: value,
}));
const everywhere = '';

function AskAction({ pending, ask }: { pending: boolean; ask: (body: object) => void }) {
  const session = useSession();
  const holders = useHolders();
  const projects = useProjects().data ?? [];
  const may = useMay();
  const roles = useRead('roles', '/api/roles', { enabled: may('grant.list') });
  const [principal, setPrincipal] = useState(session?.principal.who.id ?? '');
  const [action, setAction] = useState('body.open');
  const [kind, setKind] = useState('project');
  const [id, setId] = useState('default');
  const [project, setProject] = useState('default');
  const [model, setModel] = useState('');
  const [address, setAddress] = useState('');
  function submit(event: FormEvent): void {
    event.preventDefault();
    ask({
      ...{ principal, action: action.trim() },
      resource: { kind, id: id.trim(), ...(project !== everywhere && { project }) },
      ...(model.trim() !== '' && { model: model.trim() }),
      ...(address.trim() !== '' && { address: address.trim() }),
    });
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <SelectField label="Who" value={principal} onChange={setPrincipal} options={holders} />
      <TextField
        label="Action"
        value={action}
        onChange={setAction}
        suggestions={(roles.data?.actions ?? []).map((each) => each.action)}
        mono
        required
      />
      <div className="grid grid-cols-[120px_minmax(0,1fr)] gap-x-3 gap-y-3">
        <SelectField label="On" value={kind} onChange={setKind} options={kinds} />
        <TextField label="Name or id" value={id} onChange={setId} required />
        <SelectField
          label="In"
          value={project}
          onChange={setProject}
          options={[
            { value: everywhere, word: 'no project' },
            ...projects.map((each) => ({ value: each.id, word: each.id })),
          ]}
        />
        <TextField label="Model" value={model} onChange={setModel} placeholder="none" />
      </div>
      <TextField label="From the address" value={address} onChange={setAddress} placeholder="unknown" mono />
      <div>
        <Button type="submit" tone="accent" disabled={pending || principal === '' || id.trim() === ''}>
          Explain
        </Button>
      </div>
    </form>
  );
}
