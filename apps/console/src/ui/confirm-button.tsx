import { type FormEvent, type ReactNode, useState } from 'react';
import type { Action } from '../api/action.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { TextField } from './field.tsx';
import { MiniButton } from './mini-button.tsx';
import { ActionProblem } from './problem-text.tsx';

/** A button for what cannot be taken back: it asks first, and says what will happen. */
export function ConfirmButton<Input>({
  children,
  title,
  says,
  verb,
  action,
  input,
  asksReason = false,
  tone = 'danger',
  disabled = false,
  mini = false,
}: {
  children: ReactNode;
  title: string;
  /** What happens then. */
  says: ReactNode;
  /** The word on the button that does it. */
  verb: string;
  action: Action<Input, unknown>;
  /** What is sent; `reason` is empty where none is asked for. */
  input: (reason: string) => Input;
  /** Whether a reason goes on record. */
  asksReason?: boolean;
  tone?: 'danger' | 'accent';
  disabled?: boolean;
  mini?: boolean;
}) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const show = () => {
    action.reset();
    setReason('');
    setOpen(true);
  };
  function submit(event: FormEvent): void {
    event.preventDefault();
    action.run(input(reason.trim()));
  }
  return (
    <>
      {mini ? (
        <MiniButton danger onClick={show}>
          {children}
        </MiniButton>
      ) : (
        <Button tone={tone} onClick={show} disabled={disabled}>
          {children}
        </Button>
      )}
      {open && !action.isDone ? (
        <Dialog title={title} close={() => setOpen(false)}>
          <form onSubmit={submit} className="flex flex-col gap-4">
            <div className="flex flex-col gap-2 text-muted">{says}</div>
            {asksReason ? (
              <TextField
                label="Reason, which is recorded"
                value={reason}
                onChange={setReason}
                required
                maxLength={200}
              />
            ) : null}
            <ActionProblem action={action} />
            <div className="flex justify-end gap-2">
              <Button onClick={() => setOpen(false)}>Cancel</Button>
              <Button
                type="submit"
                tone={tone}
                disabled={action.isPending || (asksReason && reason.trim() === '')}
              >
                {verb}
              </Button>
            </div>
          </form>
        </Dialog>
      ) : null}
    </>
  );
}
