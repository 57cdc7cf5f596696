import { type ReactNode, useId } from 'react';

/** Several lines of text. */
export function TextArea({
  label,
  value,
  onChange,
  rows,
  hint,
  placeholder,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  rows: number;
  hint?: ReactNode;
  placeholder?: string;
}) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-sm text-muted">
        {label}
      </label>
      <textarea
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        rows={rows}
        placeholder={placeholder}
        spellCheck={false}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className="w-full resize-y rounded-md border border-line-field bg-bg px-2 py-1.5 text-text placeholder:text-faint"
      />
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="text-sm text-faint">
          {hint}
        </p>
      )}
    </div>
  );
}
