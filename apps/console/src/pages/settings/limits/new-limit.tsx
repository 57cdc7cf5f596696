import { useState } from 'react';
import { useAction } from '../../../api/action.ts';
import type { Schema, SentTo } from '../../../api/operations.ts';
import { useStatus } from '../../../api/queries.ts';
import { useAll } from '../../../api/read.ts';
import { useMay } from '../../../api/use-session.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { type Choice, SelectField, TextField } from '../../../ui/field.tsx';
import { Form } from '../../../ui/form.tsx';
import { parseMoney } from '../../../ui/money.ts';
import { useProjects, useServicesList, useUsers } from '../names.ts';

const kinds = ['key', 'user', 'service', 'project', 'route', 'model'].map((value) => ({
  value,
  word: value,
}));
const metrics = [
  { value: 'requests', word: 'Requests' },
  { value: 'tokens', word: 'Tokens' },
  { value: 'money', word: 'Money' },
  { value: 'concurrency', word: 'Requests at once' },
] as const;
const periods = ['second', 'minute', 'hour', 'day', 'month'] as const;
const units = {
  requests: 'requests',
  tokens: 'tokens',
  money: 'US dollars',
  concurrency: 'requests at once',
};

/** Sets a limit; one of the same subject, metric and period is replaced by it. */
export function NewLimit({ close }: { close: () => void }) {
  const [kind, setKind] = useState('key');
  const [thing, setThing] = useState('*');
  const [metric, setMetric] = useState<Schema<'LimitWithUses'>['metric']>('money');
  const [amount, setAmount] = useState('');
  const [per, setPer] = useState<(typeof periods)[number]>('month');
  const things = useThings(kind);
  const set = useAction(
    (client, body: SentTo<'post', '/api/limits'>, consent) =>
      client.post('/api/limits', { body, ...consent }),
    {
      changes: ['limits'],
      says: () => 'The limit is in force.',
      onDone: close,
    },
  );
  const wanted = metric === 'money' ? parseMoney(amount) : wholeNumber(amount);
  const offered = metric === 'money' ? periods.slice(1) : periods;
  const lasts = offered.includes(per) ? per : 'minute';
  return (
    <Dialog title="Set a limit" close={close}>
      <Form
        action={set}
        input={() => ({
          ...{ of: `${kind}:${thing.trim()}`, metric, amount: wanted },
          ...(metric !== 'concurrency' && { per: lasts }),
        })}
        verb="Set"
        cancel={close}
        ready={wanted !== undefined && thing.trim() !== ''}
      >
        <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2">
          <SelectField
            label="Of each, or of one"
            value={kind}
            onChange={(next) => {
              setKind(next);
              setThing('*');
            }}
            options={kinds}
          />
          {kind === 'model' ? (
            <TextField label="Which" value={thing} onChange={setThing} hint="* is each model by itself." />
          ) : (
            <SelectField
              label="Which"
              value={thing}
              onChange={setThing}
              options={[{ value: '*', word: `each ${kind} by itself` }, ...things]}
            />
          )}
          <SelectField label="What" value={metric} onChange={setMetric} options={metrics} />
          {metric === 'concurrency' ? null : (
            <SelectField
              label="Within"
              value={lasts}
              onChange={setPer}
              options={offered.map((value) => ({ value, word: `a ${value}`.replace('a hour', 'an hour') }))}
              hint={
                metric === 'money' || lasts === 'day' || lasts === 'month'
                  ? 'By the calendar, in UTC.'
                  : undefined
              }
            />
          )}
        </div>
        <TextField
          label={`At most, in ${units[metric]}`}
          value={amount}
          onChange={setAmount}
          placeholder={metric === 'money' ? '50.00' : '600'}
          required
        />
      </Form>
    </Dialog>
  );
}

function wholeNumber(text: string): number | undefined {
  const digits = text.replaceAll(/[\s,_]/g, '');
  return /^[1-9]\d{0,9}$/.test(digits) ? Number(digits) : undefined;
}

/** What there is of a kind, to choose one. */
function useThings(kind: string): readonly Choice[] {
  const may = useMay();
  const keys = useAll('keys', '/api/keys', { enabled: may('key.list') }).data ?? [];
  const users = useUsers().data ?? [];
  const services = useServicesList().data ?? [];
  const projects = useProjects().data ?? [];
  const routes = useStatus().data?.routes ?? [];
  switch (kind) {
    case 'key':
      return keys
        .filter(({ revokedAt }) => revokedAt === undefined)
        .map(({ id, name }) => ({ value: id, word: name }));
    case 'user':
      return users.map(({ id, displayName }) => ({ value: id, word: displayName }));
    case 'service':
      return services.map(({ id, name }) => ({ value: id, word: name }));
    case 'project':
      return projects.map(({ id }) => ({ value: id, word: id }));
    default:
      return routes.map(({ name }) => ({ value: name, word: name }));
  }
}
