import { ChevronDown, CircleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';

const box =
  'w-full rounded-md border border-line-field bg-bg px-2 text-text placeholder:text-faint disabled:opacity-60 aria-invalid:border-block';

interface Common {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly required?: boolean;
  readonly disabled?: boolean;
  /** What is wrong with the value, in a sentence. */
  readonly problem?: string | undefined;
}

/** A line of text, with its label above it and what to know below. */
export function TextField({
  label,
  hint,
  value,
  onChange,
  type = 'text',
  placeholder,
  autoComplete = 'off',
  mono = false,
  autoFocus = false,
  required = false,
  disabled = false,
  maxLength = 256,
  inputMode,
  suggestions = [],
  problem,
}: Common & {
  type?: 'text' | 'password' | 'datetime-local' | 'number';
  placeholder?: string;
  autoComplete?: string;
  mono?: boolean;
  autoFocus?: boolean;
  maxLength?: number;
  inputMode?: 'numeric' | 'text';
  suggestions?: readonly string[];
}) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint} problem={problem}>
      <input
        id={id}
        type={type}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        placeholder={placeholder}
        autoComplete={autoComplete}
        // biome-ignore lint/a11y/noAutofocus: of a form that was asked for, the first field is where one wants to be
        autoFocus={autoFocus}
        required={required}
        disabled={disabled}
        maxLength={type === 'text' || type === 'password' ? maxLength : undefined}
        inputMode={inputMode}
        min={type === 'number' ? 0 : undefined}
        step={type === 'number' ? 'any' : undefined}
        spellCheck={false}
        list={suggestions.length > 0 ? `${id}-list` : undefined}
        aria-describedby={hint === undefined && problem === undefined ? undefined : `${id}-hint`}
        aria-invalid={problem !== undefined}
        className={`${box} h-7 ${mono ? 'font-mono text-sm' : ''}`}
      />
      {suggestions.length > 0 ? (
        <datalist id={`${id}-list`}>
          {suggestions.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      ) : null}
    </Labelled>
  );
}

export interface Choice<Value extends string = string> {
  readonly value: Value;
  readonly word: string;
}

/** One of a few. */
export function SelectField<Value extends string>({
  label,
  hint,
  value,
  onChange,
  options,
  required = false,
  disabled = false,
  problem,
}: Omit<Common, 'value' | 'onChange'> & {
  value: Value;
  onChange: (value: Value) => void;
  options: readonly Choice<Value>[];
}) {
  const id = useId();
  const choose = (text: string) => {
    const option = options.find((each) => each.value === text);
    if (option !== undefined) onChange(option.value);
  };
  return (
    <Labelled id={id} label={label} hint={hint} problem={problem}>
      <span className="relative flex items-center">
        <select
          id={id}
          value={value}
          onChange={(event) => choose(event.target.value)}
          required={required}
          disabled={disabled}
          aria-describedby={hint === undefined && problem === undefined ? undefined : `${id}-hint`}
          aria-invalid={problem !== undefined}
          className={`${box} h-7 appearance-none truncate pr-7 [&>option]:bg-raised`}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.word}
            </option>
          ))}
        </select>
        <ChevronDown
          size={12}
          aria-hidden="true"
          className="pointer-events-none absolute right-2.5 text-muted"
        />
      </span>
    </Labelled>
  );
}

/** Yes or no. */
export function CheckField({
  label,
  hint,
  checked,
  onChange,
}: {
  label: string;
  hint?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="flex gap-2">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className="check mt-0.5 shrink-0"
      />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint === undefined ? null : (
          <p id={`${id}-hint`} className="text-sm text-muted">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}

function Labelled({
  id,
  label,
  hint,
  problem,
  children,
}: {
  id: string;
  label: string;
  hint: ReactNode;
  problem: string | undefined;
  children: ReactNode;
}) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-sm text-muted">
        {label}
      </label>
      {children}
      {hint === undefined && problem === undefined ? null : (
        <div id={`${id}-hint`} className="text-sm text-faint">
          {problem === undefined ? null : (
            <p className="flex items-start gap-1.5 text-block">
              <CircleAlert size={12} aria-hidden="true" className="mt-0.5 shrink-0" />
              {problem}
            </p>
          )}
          {hint}
        </div>
      )}
    </div>
  );
}
