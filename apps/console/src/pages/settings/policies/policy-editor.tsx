import { useId, useRef, useState } from 'react';
import { useAction } from '../../../api/action.ts';
import type { Schema } from '../../../api/operations.ts';
import { useMay } from '../../../api/use-session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { ActionProblem } from '../../../ui/problem-text.tsx';
import { groupedProblems } from './grouped-problems.ts';
import { offsetOfLine } from './text-lines.ts';

const example = `@id("office-only")
@reason("Bodies are opened from the office network alone.")
forbid (principal, action == Ringwall::Action::"body.open", resource)
unless { context has address && context.address.isInRange(ip("10.0.0.0/8")) };
`;

/** The policies of this installation: read, changed, checked, put in force. */
export function PolicyEditor({
  current,
  initial,
  onDone,
}: {
  current: Schema<'Policies'>;
  /** What the editor begins with. */
  initial: string;
  onDone: () => void;
}) {
  const may = useMay();
  const editable = may('policy.change');
  const [text, setText] = useState(initial);
  const area = useRef<HTMLTextAreaElement>(null);
  const field = useId();
  const check = useAction((client, candidate: string) =>
    client.post('/api/policies/check', { body: { text: candidate } }),
  );
  const apply = useAction(
    (client, candidate: string, consent) =>
      client.post('/api/policies', {
        body: { text: candidate, replaces: current.version },
        ...consent,
      }),
    { changes: ['policies', 'roles'], onDone },
  );
  const changed = text !== current.text;
  const problems = check.reply?.problems ?? (changed ? [] : (current.problems ?? []));
  const edit = (next: string) => {
    setText(next);
    check.reset();
    apply.reset();
  };
  const goTo = (line: number) => {
    const at = offsetOfLine(text, line);
    area.current?.focus();
    area.current?.setSelectionRange(at, at);
  };

  return (
    <Panel
      title="Own policies"
      aside={
        <span className="text-sm text-muted">
          {current.version === 0 ? 'none were ever applied' : `version ${current.version} is in force`}
        </span>
      }
    >
      <label htmlFor={field} className="sr-only">
        Own policies, in Cedar
      </label>
      <div className="flex max-h-140 overflow-auto bg-bg">
        <Gutter lines={text.split('\n').length} wrong={new Set(problems.map(({ line }) => line))} />
        <textarea
          ref={area}
          id={field}
          value={text}
          onChange={(event) => edit(event.target.value)}
          readOnly={!editable}
          rows={Math.max(8, text.split('\n').length)}
          wrap="off"
          spellCheck={false}
          placeholder={example}
          aria-invalid={problems.length > 0}
          className="min-w-0 flex-1 resize-none overflow-x-auto overflow-y-hidden bg-transparent py-3 pr-4 pl-3 font-mono text-sm leading-5 outline-none placeholder:text-faint focus-visible:-outline-offset-2"
        />
      </div>
      {problems.length > 0 ? <Problems problems={problems} goTo={goTo} /> : null}
      {editable ? (
        <footer className="flex flex-col gap-3 border-t border-line px-4 py-3">
          <ActionProblem action={check} />
          <div className="flex flex-wrap items-center gap-2">
            <Button onClick={() => check.run(text)} disabled={check.isPending}>
              Check
            </Button>
            {changed ? (
              <>
                <ConfirmButton
                  title="Put these policies in force"
                  says={
                    <p>
                      They decide from the next request on, for everybody. Running streams are decided again
                      at their next chunk.
                    </p>
                  }
                  verb="Put in force"
                  tone="accent"
                  disabled={problems.length > 0}
                  action={apply}
                  input={() => text}
                >
                  Apply
                </ConfirmButton>
                <Button
                  onClick={() => {
                    edit(current.text);
                    onDone();
                  }}
                >
                  Discard
                </Button>
              </>
            ) : null}
            <span role="status" className="text-sm text-muted">
              {check.reply && problems.length === 0 ? 'They hold against the schema.' : null}
              {!changed && text === '' ? 'None yet: the base policies alone decide.' : null}
            </span>
          </div>
        </footer>
      ) : null}
    </Panel>
  );
}

function Gutter({ lines, wrong }: { lines: number; wrong: ReadonlySet<number> }) {
  return (
    <div
      aria-hidden="true"
      className="sticky left-0 shrink-0 border-r border-line bg-surface py-3 text-right font-mono text-sm leading-5 text-faint select-none"
    >
      {Array.from({ length: Math.max(8, lines) }, (_, index) => index + 1).map((line) => (
        <div
          key={line}
          className={`min-w-10 px-2 ${wrong.has(line) ? 'bg-block/20 font-strong text-block' : ''}`}
        >
          {line}
        </div>
      ))}
    </div>
  );
}

function Problems({
  problems,
  goTo,
}: {
  problems: Schema<'PolicyCheck'>['problems'];
  goTo: (line: number) => void;
}) {
  return (
    <div role="alert" className="border-t border-block/60 px-4 py-2.5">
      <ul aria-label="Problems" className="flex flex-col gap-1">
        {groupedProblems(problems).map(({ line, column, message, help, more }) => (
          <li key={`${line}:${column}:${message}`} className="flex gap-2.5">
            <button
              type="button"
              onClick={() => goTo(line)}
              className="h-5 shrink-0 rounded-md font-mono text-sm text-accent underline underline-offset-2"
            >
              line {line}
            </button>
            <p className="min-w-0 [overflow-wrap:anywhere]">
              {message} {help === undefined ? null : <span className="text-sm text-muted">{help}</span>}
              {more === 0 ? null : <span className="text-sm text-faint"> and {more} more like it</span>}
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}
