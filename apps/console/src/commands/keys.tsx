import { keyNames } from './key-sequence.ts';

/** The keys of a command, as they stand on the keyboard in front of whoever looks. */
export function Keys({ of }: { of: string }) {
  const apple = navigator.userAgent.includes('Mac');
  return (
    <span className="inline-flex shrink-0 gap-1">
      {keyNames(of, apple).map((name) => (
        <kbd key={name} className="key">
          {name}
        </kbd>
      ))}
    </span>
  );
}
