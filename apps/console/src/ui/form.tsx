import type { FormEvent, ReactNode } from 'react';
import type { Action } from '../api/action.ts';
import { Button } from './button.tsx';
import { ActionProblem } from './problem-text.tsx';

/** A form in a dialog: its fields, what went wrong, and the buttons. */
export function Form<Input>({
  action,
  input,
  verb,
  cancel,
  ready = true,
  children,
}: {
  action: Action<Input, unknown>;
  /** What is sent. */
  input: () => Input;
  verb: string;
  cancel?: () => void;
  /** Whether enough is filled in. */
  ready?: boolean;
  children: ReactNode;
}) {
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (ready) action.run(input());
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {children}
      <ActionProblem action={action} />
      <div className="flex justify-end gap-2">
        {cancel === undefined ? null : <Button onClick={cancel}>Cancel</Button>}
        <Button type="submit" tone="accent" disabled={!ready || action.isPending}>
          {verb}
        </Button>
      </div>
    </form>
  );
}
