import { type ReactNode, useId } from 'react';

export interface Segment<Value extends string> {
  readonly value: Value;
  readonly word: string;
  readonly icon?: ReactNode;
}

/** One of a few, all in sight. Arrows choose, as in any group of radio buttons. */
export function Segmented<Value extends string>({
  label,
  value,
  segments,
  onChange,
  shows = 'word',
}: {
  label: string;
  value: Value;
  segments: readonly Segment<Value>[];
  onChange: (value: Value) => void;
  /** Whether the words are in sight, or icons that stand for them. */
  shows?: 'word' | 'icon';
}) {
  const name = useId();
  return (
    <fieldset className="inline-flex h-7 shrink-0 rounded-md border border-line-strong bg-bg p-px">
      <legend className="sr-only">{label}</legend>
      {segments.map((segment) => (
        <label
          key={segment.value}
          title={shows === 'icon' ? segment.word : undefined}
          className="relative flex cursor-pointer items-center gap-1.5 rounded-[3px] px-2 text-muted hover:text-text has-checked:bg-raised has-checked:text-text has-checked:ring-1 has-checked:ring-line-strong has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={name}
            value={segment.value}
            checked={segment.value === value}
            onChange={() => onChange(segment.value)}
            className="absolute inset-0 cursor-pointer appearance-none outline-none"
          />
          {segment.icon}
          <span className={shows === 'icon' ? 'sr-only' : ''}>{segment.word}</span>
        </label>
      ))}
    </fieldset>
  );
}
