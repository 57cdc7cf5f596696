import { Send, Square } from 'lucide-react';
import type { FormEvent, KeyboardEvent } from 'react';
import { modelOf } from '../../gateway/gateway-request.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField, SelectField, TextField } from '../../ui/field.tsx';
import { formatCount } from '../../ui/format.ts';
import type { Draft, Route } from './draft.ts';
import { examples, hiddenCount } from './examples.ts';
import { KeyChoice } from './key-choice.tsx';
import { TextArea } from './text-area.tsx';

/** What is sent where, and with which key. Ctrl or Cmd and Enter send it from any field. */
export function QuestionForm({
  draft,
  set,
  routes,
  route,
  observes,
  ready,
  asking,
  send,
  stop,
}: {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  routes: readonly Route[];
  route: Route | undefined;
  /** Attacks are recorded on this route, and go through. */
  observes: boolean;
  /** Whether enough is filled in. */
  ready: boolean;
  asking: boolean;
  send: () => void;
  stop: () => void;
}) {
  const hidden = hiddenCount(draft.user);
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (ready) send();
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !ready) return;
    event.preventDefault();
    send();
  }
  return (
    <form onSubmit={submit} onKeyDown={onKeyDown} className="flex flex-col gap-4 p-4">
      <Examples draft={draft} set={set} />
      <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2">
        <SelectField
          label="Route"
          value={route?.name ?? ''}
          onChange={(name) => set({ route: name, model: '' })}
          options={routes.map(({ name, protocol }) => ({
            value: name,
            word: `${name} (${protocol === 'openai' ? 'OpenAI' : 'Anthropic'})`,
          }))}
          {...(observes && { hint: 'It only observes: an attack is recorded and goes through.' })}
        />
        <TextField
          label="Model"
          value={draft.model}
          onChange={(model) => set({ model })}
          placeholder={route && modelOf(route) ? modelOf(route) : 'the name of a model'}
          suggestions={route?.models.filter((name) => !name.endsWith('*')) ?? []}
        />
      </div>
      <TextArea
        label="System message"
        value={draft.system}
        onChange={(system) => set({ system })}
        rows={2}
        placeholder="None"
      />
      <TextArea
        label="User message"
        value={draft.user}
        onChange={(user) => set({ user })}
        rows={5}
        {...(hidden > 0 && { hint: `${formatCount(hidden)} characters in it cannot be seen.` })}
      />
      <KeyChoice draft={draft} set={set} project={route?.project} />
      <div className="flex items-center justify-between gap-3">
        <CheckField label="Stream the answer" checked={draft.stream} onChange={(stream) => set({ stream })} />
        {asking ? (
          <Button onClick={stop}>
            <Square size={14} aria-hidden="true" /> Stop
          </Button>
        ) : (
          <Button type="submit" tone="accent" disabled={!ready}>
            <Send size={14} aria-hidden="true" /> Send
          </Button>
        )}
      </div>
    </form>
  );
}

function Examples({ draft, set }: { draft: Draft; set: (change: Partial<Draft>) => void }) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm text-muted">Examples</legend>
      <div className="flex flex-wrap gap-1.5">
        {examples.map(({ id, title, about, system, user }) => (
          <button
            key={id}
            type="button"
            title={about}
            aria-pressed={draft.user === user && draft.system === system}
            onClick={() => set({ system, user })}
            className="h-6 rounded-md border border-line-strong px-2 text-sm text-muted hover:text-text aria-pressed:border-accent/60 aria-pressed:bg-accent/8 aria-pressed:text-text"
          >
            {title}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
