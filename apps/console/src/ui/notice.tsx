import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { asApiError } from '../api/problem.ts';
import { Button } from './button.tsx';
import { Command } from './command.tsx';

/** Nothing is here yet, and this is how something gets here. */
export function EmptyState({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mx-auto flex max-w-160 flex-col gap-3 px-4 py-10">
      <p className="text-lg font-strong">{title}</p>
      {children}
    </div>
  );
}

/** What failed and what to do about it. */
export function ErrorState({ error, retry }: { error: unknown; retry: () => unknown }) {
  const problem = asApiError(error);
  const unreachable = problem.kind === 'unreachable';
  return (
    <div role="alert" className="mx-auto flex max-w-160 flex-col items-start gap-3 px-4 py-10">
      <p className="flex items-center gap-2 text-lg font-strong">
        <CircleAlert size={18} aria-hidden="true" className="text-block" />
        {unreachable ? 'The Ringwall server does not answer' : 'That did not work'}
      </p>
      <p className="text-muted">
        {unreachable
          ? 'It may be stopped or restarting. This page asks again by itself; if it stays silent, start the server:'
          : problem.message}
      </p>
      {unreachable ? <Command text="ringwall start" label="start command" /> : null}
      {problem.advice ? <p className="text-muted">{problem.advice}</p> : null}
      {problem.code ? <p className="font-mono text-sm text-faint">{problem.code}</p> : null}
      <Button onClick={() => void retry()}>Try again</Button>
    </div>
  );
}
