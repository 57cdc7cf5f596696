import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import type * as z from 'zod/mini';
import type { Action } from '../../api/action.ts';
import { useTimes } from '../../preferences/preferences-provider.tsx';
import { Button } from '../button.tsx';
import { CheckField, SelectField, TextField } from '../field.tsx';
import { ActionProblem } from '../problem-text.tsx';
import { type Draft, draftOf, type Reading, readDraft } from './draft.ts';
import { type FieldMeta, type FieldSpec, type FormSchema, fieldsOf } from './field-spec.ts';

/**
 * A form made from a schema: a field for each value, what is wrong beside it, and what is sent held to the schema. What
 * is wrong is said once somebody has tried, and then as they type.
 */
export function SchemaForm<Schema extends FormSchema, Input>({
  schema,
  start = {},
  says,
  action,
  input,
  verb,
  cancel,
  columns = 1,
  children,
}: {
  schema: Schema;
  /** What is filled in when it opens. */
  start?: Partial<z.output<Schema>>;
  /** What is known of a field only now: its choices, its hint. `undefined` leaves the field out. */
  says?: Readonly<Partial<Record<keyof z.output<Schema> & string, Partial<FieldMeta> | undefined>>>;
  action: Action<Input, unknown>;
  /** What is sent. */
  input: (value: z.output<Schema>) => Input;
  verb: string;
  cancel?: () => void;
  columns?: 1 | 2;
  /** What stands below the fields. */
  children?: ReactNode;
}) {
  const times = useTimes();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState<Draft>(() => draftOf(schema, start, times));
  const [tried, setTried] = useState(false);
  const reading: Reading<z.output<Schema>> = readDraft(schema, draft, times);
  const problems = !tried || reading.ok ? {} : reading.problems;
  const more: Readonly<Record<string, Partial<FieldMeta> | undefined>> = says ?? {};
  const specs = fieldsOf(schema)
    .filter(({ name }) => !(name in more) || more[name] !== undefined)
    .map((spec) => ({ ...spec, ...more[spec.name] }));

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (reading.ok) action.run(input(reading.value));
    else {
      const first = specs.find(({ name }) => name in reading.problems);
      form.current?.querySelector<HTMLElement>(`[data-field="${first?.name}"] :is(input, select)`)?.focus();
    }
  }

  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
      <div className={`grid gap-x-4 gap-y-3 ${columns === 2 ? 'sm:grid-cols-2' : ''}`}>
        {specs.map((spec, i) => (
          <div key={spec.name} data-field={spec.name} className="min-w-0">
            <SchemaField
              spec={spec}
              value={draft[spec.name] ?? ''}
              problem={problems[spec.name]}
              first={i === 0}
              onChange={(value) => setDraft((now) => ({ ...now, [spec.name]: value }))}
            />
          </div>
        ))}
      </div>
      {children}
      <ActionProblem action={action} />
      <div className="flex justify-end gap-2">
        {cancel === undefined ? null : <Button onClick={cancel}>Cancel</Button>}
        <Button type="submit" tone="accent" disabled={action.isPending}>
          {verb}
        </Button>
      </div>
    </form>
  );
}

function SchemaField({
  spec,
  value,
  problem,
  first,
  onChange,
}: {
  spec: FieldSpec;
  value: string | boolean;
  problem: string | undefined;
  first: boolean;
  onChange: (value: string | boolean) => void;
}) {
  const { kind, label, hint, required, choices = [] } = spec;
  if (kind === 'check')
    return <CheckField label={label} hint={hint} checked={value === true} onChange={onChange} />;
  const common = { label, hint, value: String(value), onChange, required, problem };
  if (kind === 'choice') {
    const none = required ? [] : [{ value: '', word: spec.placeholder ?? 'None' }];
    return <SelectField {...common} options={[...none, ...choices]} />;
  }
  return (
    <TextField
      {...common}
      type={kind === 'secret' ? 'password' : kind === 'time' ? 'datetime-local' : 'text'}
      inputMode={kind === 'number' || kind === 'money' ? 'numeric' : 'text'}
      autoFocus={first}
      {...(spec.placeholder !== undefined && { placeholder: spec.placeholder })}
      {...(spec.suggestions !== undefined && { suggestions: spec.suggestions })}
      {...(spec.mono !== undefined && { mono: spec.mono })}
      {...(spec.autoComplete !== undefined && { autoComplete: spec.autoComplete })}
    />
  );
}
