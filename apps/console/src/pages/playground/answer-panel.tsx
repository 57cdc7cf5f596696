import { ArrowUpRight } from 'lucide-react';
import { Link } from 'wouter';
import { useRequest } from '../../api/queries.ts';
import { useMay } from '../../api/use-session.ts';
import type { GatewayAnswer } from '../../gateway/ask-gateway.ts';
import { AskProblem } from '../../gateway/ask-problem.tsx';
import type { Asked } from '../../gateway/use-gateway.ts';
import { formatMs } from '../../ui/format.ts';
import { Panel } from '../../ui/panel.tsx';
import { ScrollArea } from '../../ui/scroll-area.tsx';
import { Tag } from '../../ui/tag.tsx';
import { RedactedText } from './redacted-text.tsx';
import { Verdicts } from './verdicts.tsx';

/** What came back: the text as it grows, the status, the times, and why the gateway did what it did. */
export function AnswerPanel({ asked, peek }: { asked: Asked; peek: (request: string) => string }) {
  return (
    <Panel title="Answer" aside={<Status asked={asked} />}>
      <div className="flex flex-col gap-4 p-4">
        {asked.state === 'idle' ? (
          <p className="text-faint">
            Send something. It goes from this browser straight to the gateway, as from an application, and is
            inspected and recorded like everything else.
          </p>
        ) : null}
        {asked.state === 'asking' ? <Text text={asked.text} pending /> : null}
        {asked.state === 'failed' ? <AskProblem error={asked.error} /> : null}
        {asked.state === 'answered' ? <Answer answer={asked.answer} peek={peek} /> : null}
      </div>
    </Panel>
  );
}

function Status({ asked }: { asked: Asked }) {
  if (asked.state === 'asking') return <span className="pulse text-sm text-muted">asking</span>;
  if (asked.state !== 'answered') return null;
  const { status, firstMs, totalMs } = asked.answer;
  return (
    <span className="flex items-center gap-2 text-sm text-muted">
      <Tag tone={status < 300 ? 'accent' : 'block'}>HTTP {status}</Tag>
      <span title="until the first of the answer was here, and until all of it was">
        first {formatMs(firstMs)}, all {formatMs(totalMs)}
      </span>
    </span>
  );
}

function Text({ text, pending = false }: { text: string; pending?: boolean }) {
  if (text === '' && pending) return <span className="skeleton h-15" />;
  return (
    <ScrollArea label="Text of the answer" className="max-h-80 min-h-15">
      <p className="[overflow-wrap:anywhere] whitespace-pre-wrap" aria-live={pending ? 'off' : 'polite'}>
        <RedactedText text={text} />
      </p>
    </ScrollArea>
  );
}

function Answer({ answer, peek }: { answer: GatewayAnswer; peek: (request: string) => string }) {
  const may = useMay();
  const { text, error, request, sent } = answer;
  return (
    <>
      {text === '' ? null : <Text text={text} />}
      {error === undefined ? null : (
        <p role="alert" className="text-block [overflow-wrap:anywhere]">
          {error}
        </p>
      )}
      {request === undefined ? (
        <p className="text-sm text-muted">
          It was refused before there was a request to record; a refusal itself is on record in the ledger.
        </p>
      ) : (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Link
            href={peek(request)}
            className="inline-flex items-center gap-1 rounded-sm text-accent hover:underline"
          >
            Open the request <ArrowUpRight size={14} aria-hidden="true" />
          </Link>
          <span className="min-w-0 truncate font-mono text-sm text-faint">{request}</span>
        </p>
      )}
      {request !== undefined && may('traffic.read') ? <Judged request={request} sent={sent} /> : null}
      <Headers answer={answer} />
    </>
  );
}

function Judged({ request, sent }: { request: string; sent: string }) {
  const detail = useRequest(request);
  const outcome = detail.data?.outcome?.data;
  if (outcome === undefined) return <span className="skeleton h-24" />;
  return <Verdicts outcome={outcome} sent={sent} />;
}

function Headers({ answer: { headers } }: { answer: GatewayAnswer }) {
  if (headers.length === 0) return null;
  return (
    <details className="rounded-md border border-line">
      <summary className="px-3 py-1.5 text-sm text-muted hover:text-text">Headers</summary>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 px-3 pb-2 font-mono text-sm">
        {headers.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="[overflow-wrap:anywhere]">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
