import { ChevronDown } from 'lucide-react';

export interface FilterOption {
  readonly value: string;
  readonly word: string;
}

/** A filter over a few values; `undefined` is all of them. */
export function FilterSelect({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string | undefined;
  options: readonly FilterOption[];
  onChange: (value: string | undefined) => void;
}) {
  // A value in the address stays choosable although nobody offers it.
  const offered =
    value === undefined || options.some((option) => option.value === value)
      ? options
      : [...options, { value, word: value }];
  return (
    <label
      className={`relative flex h-7 items-center rounded-md border has-focus-visible:outline-2 has-focus-visible:outline-accent ${value === undefined ? 'border-line-strong bg-surface' : 'border-accent/60 bg-accent-tint'}`}
    >
      <span className="pl-2 text-muted">{label}</span>
      <select
        value={value ?? ''}
        onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
        className="field-sizing-content h-full max-w-40 appearance-none truncate bg-transparent pr-6 pl-1.5 text-text outline-none [&>option]:bg-raised"
      >
        <option value="">All</option>
        {offered.map((option) => (
          <option key={option.value} value={option.value}>
            {option.word}
          </option>
        ))}
      </select>
      <ChevronDown size={12} aria-hidden="true" className="pointer-events-none absolute right-2 text-muted" />
    </label>
  );
}
