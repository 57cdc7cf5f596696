import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import type { RequestDetail } from 'ringwall';
import { asApiError } from '../../../api/problem.ts';
import { useMay } from '../../../api/use-session.ts';
import { useServices } from '../../../services.tsx';
import { Button } from '../../../ui/button.tsx';
import { formatBytes } from '../../../ui/format.ts';
import { BodyView } from './body-view.tsx';

/** The way to what was said: only with a reason, and never unnoticed. */
export function OpenBody({ detail }: { detail: RequestDetail }) {
  const { client } = useServices();
  const may = useMay();
  const [reason, setReason] = useState('');
  const field = useId();
  const { intent, outcome } = detail;
  const opened = useMutation({
    mutationFn: (why: string) =>
      client.post('/api/requests/{request}/open', {
        path: { request: detail.row.request },
        body: { reason: why },
      }),
  });
  const kept = intent.data.body.blob !== undefined || outcome?.data.body?.blob !== undefined;

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (reason.trim() !== '') opened.mutate(reason.trim());
  }

  if (!kept) {
    return (
      <p className="text-muted">
        This route keeps no bodies. The ledger holds the size of the request (
        {formatBytes(intent.data.body.bytes)}) and a keyed commitment to it, never its text.
      </p>
    );
  }
  if (!may('body.open')) {
    return <p className="text-muted">What was said is sealed. None of your roles opens it.</p>;
  }
  if (opened.data) {
    return (
      <div className="flex flex-col gap-4">
        {opened.data.prompt === undefined ? null : (
          <BodyView
            title="Prompt"
            text={opened.data.prompt}
            findings={outcome?.data.prompt?.findings ?? []}
          />
        )}
        {opened.data.completion === undefined ? null : (
          <BodyView
            title="Completion"
            text={opened.data.completion}
            findings={outcome?.data.completion?.findings ?? []}
          />
        )}
        {opened.data.missing.map((why) => (
          <p key={why} className="text-muted">
            {why}
          </p>
        ))}
        <p className="text-sm text-faint">
          This opening is in the ledger, with your session and your reason.
        </p>
      </div>
    );
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <label htmlFor={field} className="text-muted">
        Bodies are sealed. Opening them is itself recorded in the ledger, with your reason:
      </label>
      <div className="flex gap-2">
        <input
          id={field}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          required
          maxLength={500}
          placeholder="Why do you need to read this?"
          autoComplete="off"
          className="h-7 min-w-0 flex-1 rounded-md border border-line-strong bg-bg px-2 placeholder:text-faint"
        />
        <Button type="submit" tone="accent" disabled={reason.trim() === '' || opened.isPending}>
          Open body
        </Button>
      </div>
      {opened.error ? (
        <p role="alert" className="text-block">
          {asApiError(opened.error).message} {asApiError(opened.error).advice}
        </p>
      ) : null}
    </form>
  );
}
