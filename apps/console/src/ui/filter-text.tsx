import { useId } from 'react';

/** A filter of free text, suggesting what is known. Applied on Enter or on leaving the field. */
export function FilterText({
  label,
  value,
  placeholder,
  suggestions = [],
  onChange,
}: {
  label: string;
  value: string | undefined;
  placeholder: string;
  suggestions?: readonly string[];
  onChange: (value: string | undefined) => void;
}) {
  const list = useId();
  const apply = (text: string) => {
    if (text.trim() !== (value ?? '')) onChange(text.trim() || undefined);
  };
  return (
    <label
      className={`flex h-7 items-center rounded-md border has-focus-visible:outline-2 has-focus-visible:outline-accent ${value === undefined ? 'border-line-strong bg-surface' : 'border-accent/60 bg-accent-tint'}`}
    >
      <span className="pl-2 text-muted">{label}</span>
      <input
        // Uncontrolled while someone types; a value from the address replaces it.
        key={value ?? ''}
        defaultValue={value}
        list={suggestions.length > 0 ? list : undefined}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        onBlur={(event) => apply(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') apply(event.currentTarget.value);
        }}
        className="h-full w-36 min-w-0 flex-1 bg-transparent px-1.5 outline-none placeholder:text-faint"
      />
      {suggestions.length > 0 ? (
        <datalist id={list}>
          {suggestions.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      ) : null}
    </label>
  );
}
