import { KeyRound } from 'lucide-react';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';

/** A secret that is shown this once: the page forgets it with the dialog. */
export function SecretOnce({
  what,
  secret,
  close,
}: {
  /** What it is, e.g. `key`. */
  what: string;
  secret: string;
  close: () => void;
}) {
  return (
    <div className="flex flex-col gap-3">
      <p className="flex gap-2.5">
        <KeyRound size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-accent" />
        <span>Copy the {what} now. It is shown only here, only this once; nobody can show it again.</span>
      </p>
      <div className="flex items-start gap-2 rounded-lg border border-accent/60 bg-bg py-2 pr-2 pl-3">
        <code className="min-w-0 flex-1 font-mono text-sm leading-5 [overflow-wrap:anywhere]">{secret}</code>
        <CopyButton text={secret} label={what} />
      </div>
      <div className="flex justify-end">
        <Button tone="accent" onClick={close}>
          Done
        </Button>
      </div>
    </div>
  );
}
