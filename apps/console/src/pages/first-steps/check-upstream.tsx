import { useQueryClient } from '@tanstack/react-query';
import { PlugZap } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useStatus } from '../../api/queries.ts';
import { useAll } from '../../api/read.ts';
import { modelOf } from '../../gateway/gateway-request.ts';
import { useGateway } from '../../gateway/use-gateway.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { SampleOutcome } from './outcome.tsx';

/** Asks an upstream one short question through the gateway: the answer, or why there is none. */
export function CheckUpstream() {
  const queries = useQueryClient();
  const routes = useAll('routes', '/api/routes').data?.filter(({ demo }) => !demo) ?? [];
  const gatewayUrl = useStatus().data?.gateway.url;
  const { asked, ask } = useGateway();
  const [name, setName] = useState('');
  const [typed, setTyped] = useState('');
  const route = routes.find((each) => each.name === name) ?? routes[0];
  const model = typed.trim() || (route ? modelOf(route) : '');

  async function check(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (route === undefined || gatewayUrl === undefined || model === '') return;
    const { protocol, project } = route;
    const question = { protocol, model, system: '', user: 'Say hello in one word.', stream: false };
    await ask(question, { gatewayUrl, project });
    await queries.invalidateQueries({ queryKey: ['first-steps'] });
  }

  return (
    <form onSubmit={(event) => void check(event)} className="flex flex-col gap-3">
      <div className="grid items-end gap-x-4 gap-y-3 sm:grid-cols-[1fr_1fr_auto]">
        <SelectField
          label="Route"
          value={route?.name ?? ''}
          onChange={(next) => {
            setName(next);
            setTyped('');
          }}
          options={routes.map((each) => ({ value: each.name, word: `${each.name} (${each.provider})` }))}
        />
        <TextField
          label="Model"
          value={typed}
          onChange={setTyped}
          placeholder={route && modelOf(route) ? modelOf(route) : 'the name of a model'}
        />
        <Button
          type="submit"
          tone="accent"
          disabled={model === '' || gatewayUrl === undefined || asked.state === 'asking'}
        >
          <PlugZap size={14} aria-hidden="true" /> {asked.state === 'asking' ? 'Asking' : 'Ask it'}
        </Button>
      </div>
      <p className="text-sm text-faint">It is asked one short question, which costs a few tokens.</p>
      <div aria-live="polite">
        <SampleOutcome asked={asked} />
      </div>
    </form>
  );
}
