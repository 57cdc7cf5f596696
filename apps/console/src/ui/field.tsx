import { type ReactNode, useId } from 'react';

const box =
  'w-full rounded-md border border-line-strong bg-bg px-2 text-text placeholder:text-faint disabled:opacity-60';

interface Common {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly required?: boolean;
  readonly disabled?: boolean;
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
    <Labelled id={id} label={label} hint={hint}>
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
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
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

export interface Choice {
  readonly value: string;
  readonly word: string;
}

/** One of a few. */
export function SelectField({
  label,
  hint,
  value,
  onChange,
  options,
  required = false,
  disabled = false,
}: Common & { options: readonly Choice[] }) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint}>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        required={required}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className={`${box} h-7 [&>option]:bg-raised`}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.word}
          </option>
        ))}
      </select>
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
        className="mt-0.5 size-4 shrink-0 accent-accent"
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
  children,
}: {
  id: string;
  label: string;
  hint: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-sm text-muted">
        {label}
      </label>
      {children}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="text-sm text-faint">
          {hint}
        </p>
      )}
    </div>
  );
}
