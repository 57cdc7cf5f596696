import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import type * as z from 'zod/mini';
import type { Action } from '../../api/action.ts';
import { useTimes } from '../../preferences/preferences-provider.tsx';
import { Button } from '../button.tsx';
import { CheckField, type Choice, SelectField, TextField } from '../field.tsx';
import { ActionProblem } from '../problem-text.tsx';
import { wordsOf } from '../word-list.ts';
import { type Draft, draftOf, type Reading, readDraft } from './draft.ts';
import { type FieldMeta, type FieldSpec, type FormSchema, fieldsOf } from './field-spec.ts';

type Says<Schema extends FormSchema> = Readonly<
  Partial<Record<keyof z.output<Schema> & string, Partial<FieldMeta> | undefined>>
>;

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
  fold = 'More',
  children,
}: {
  schema: Schema;
  /** What is filled in when it opens. */
  start?: Partial<z.output<Schema>>;
  /** What is known of a field only now, or with what is filled in elsewhere. `undefined` leaves the field out. */
  says?: Says<Schema> | ((draft: Draft) => Says<Schema>);
  action: Action<Input, unknown>;
  /** What is sent. */
  input: (value: z.output<Schema>) => Input;
  verb: string;
  cancel?: () => void;
  columns?: 1 | 2;
  /** What the folded fields stand behind. */
  fold?: string;
  /** What stands below the fields. */
  children?: ReactNode;
}) {
  const times = useTimes();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState<Draft>(() => draftOf(schema, start, times));
  const [tried, setTried] = useState(false);
  const reading: Reading<z.output<Schema>> = readDraft(schema, draft, times);
  const problems = !tried || reading.ok ? {} : reading.problems;
  const more: Readonly<Record<string, Partial<FieldMeta> | undefined>> =
    (typeof says === 'function' ? says(draft) : says) ?? {};
  const specs = fieldsOf(schema)
    .filter(({ name }) => !(name in more) || more[name] !== undefined)
    .map((spec) => ({ ...spec, ...more[spec.name] }));

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (reading.ok) action.run(input(reading.value));
    else {
      const first = specs.find(({ name }) => name in reading.problems);
      const at = form.current?.querySelector<HTMLElement>(`[data-field="${first?.name}"] :is(input, select)`);
      at?.closest('details')?.setAttribute('open', '');
      at?.focus();
    }
  }

  const folded = specs.filter((spec) => spec.folded === true);
  const grid = (shown: readonly FieldSpec[]) => (
    <div className={`grid items-start gap-x-4 gap-y-3 ${columns === 2 ? 'sm:grid-cols-2' : ''}`}>
      {shown.map((spec) => (
        <div
          key={spec.name}
          data-field={spec.name}
          className={`min-w-0 ${spec.kind === 'several' ? 'col-span-full' : ''}`}
        >
          <SchemaField
            spec={spec}
            value={draft[spec.name] ?? ''}
            problem={problems[spec.name]}
            onChange={(value) => setDraft((now) => ({ ...now, [spec.name]: value }))}
          />
        </div>
      ))}
    </div>
  );

  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
      {grid(specs.filter(({ folded }) => folded !== true))}
      {folded.length === 0 ? null : (
        <details>
          <summary className="w-fit rounded-md text-muted hover:text-text">{fold}</summary>
          <div className="mt-3">{grid(folded)}</div>
        </details>
      )}
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

function SeveralFields({
  label,
  choices,
  value,
  onChange,
}: {
  label: string;
  choices: readonly Choice[];
  value: string;
  onChange: (value: string) => void;
}) {
  const chosen = wordsOf(value);
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm text-muted">{label}</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-1.5">
        {choices.map((choice) => (
          <CheckField
            key={choice.value}
            label={choice.word}
            checked={chosen.includes(choice.value)}
            onChange={(on) =>
              onChange(
                (on ? [...chosen, choice.value] : chosen.filter((each) => each !== choice.value)).join(', '),
              )
            }
          />
        ))}
      </div>
    </fieldset>
  );
}

function SchemaField({
  spec,
  value,
  problem,
  onChange,
}: {
  spec: FieldSpec;
  value: string | boolean;
  problem: string | undefined;
  onChange: (value: string | boolean) => void;
}) {
  const { kind, label, hint, required, choices = [] } = spec;
  if (kind === 'check')
    return <CheckField label={label} hint={hint} checked={value === true} onChange={onChange} />;
  if (kind === 'several')
    return <SeveralFields label={label} choices={choices} value={String(value)} onChange={onChange} />;
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
      {...(spec.placeholder !== undefined && { placeholder: spec.placeholder })}
      {...(spec.suggestions !== undefined && { suggestions: spec.suggestions })}
      {...(spec.mono !== undefined && { mono: spec.mono })}
      {...(spec.autoComplete !== undefined && { autoComplete: spec.autoComplete })}
    />
  );
}
