import type { ReactNode } from 'react';
import type { RequestDetail } from 'ringwall';
import { asApiError } from '../../../api/problem.ts';
import { useRequest } from '../../../api/queries.ts';
import { formatBytes, formatCount, formatMs } from '../../../ui/format.ts';
import { formatMoney } from '../../../ui/money.ts';
import { EmptyState, ErrorState } from '../../../ui/notice.tsx';
import { SidePanel } from '../../../ui/side-panel.tsx';
import { Exactly } from '../../../ui/time.tsx';
import { StateBadge, VerdictBadge } from '../../../ui/verdict.tsx';
import { useNames } from '../../settings/names.ts';
import { Actions } from './actions.tsx';
import { OpenBody } from './open-body.tsx';
import { Policies } from './policies.tsx';
import { ProofBlock } from './proof-block.tsx';
import { Related } from './related.tsx';
import { VerdictBlock } from './verdict-block.tsx';

/** One request in depth, beside the list. */
export function Peek({ request, close }: { request: string; close: () => void }) {
  const detail = useRequest(request);
  return (
    <SidePanel label="Request" id={request} close={close}>
      {detail.data ? (
        <Details detail={detail.data} />
      ) : detail.error ? (
        asApiError(detail.error).status === 404 ? (
          <EmptyState title="No such request">
            <p className="text-muted">The ledger has no request with this id.</p>
          </EmptyState>
        ) : (
          <ErrorState error={detail.error} retry={detail.refetch} />
        )
      ) : (
        <div className="flex flex-col gap-3 p-4">
          <span className="skeleton h-40" />
          <span className="skeleton h-24" />
          <span className="skeleton h-24" />
        </div>
      )}
    </SidePanel>
  );
}

function Details({ detail }: { detail: RequestDetail }) {
  const { row, intent, outcome } = detail;
  const verdicts = [
    ['Prompt verdict', outcome?.data.prompt],
    ['Completion verdict', outcome?.data.completion],
  ] as const;
  return (
    <div className="flex flex-col divide-y divide-line *:p-4">
      <Summary detail={detail} />
      <Actions row={row} />
      {verdicts.map(([title, verdict]) =>
        verdict ? (
          <div key={title}>
            <VerdictBlock title={title} verdict={verdict} />
          </div>
        ) : null,
      )}
      <section aria-label="Body" className="flex flex-col gap-2.5">
        <h3>Body</h3>
        <OpenBody detail={detail} />
      </section>
      <Related row={row} />
      <section aria-label="Proof" className="flex flex-col gap-2.5">
        <h3>Proof</h3>
        <ProofBlock
          title="Intent, before the model was asked"
          index={row.intent}
          request={intent.data.request}
          type="llm.intent"
        />
        {row.outcome === undefined ? (
          <p className="text-muted">The outcome is recorded before the answer is released.</p>
        ) : (
          <ProofBlock
            title="Outcome, before the answer was released"
            index={row.outcome}
            request={intent.data.request}
            type="llm.outcome"
          />
        )}
      </section>
    </div>
  );
}

function Summary({ detail: { row, intent, outcome, policies } }: { detail: RequestDetail }) {
  const nameOf = useNames();
  const ms = outcome?.data.ms;
  const { usage, cost } = outcome?.data ?? {};
  const fields: readonly (readonly [string, ReactNode])[] = [
    ['Time', <Exactly key="time" at={row.time} />],
    // Of what was blocked the heading says it already.
    ['State', row.state === 'blocked' ? undefined : <StateBadge key="state" state={row.state} />],
    ['Answered with', row.httpStatus === undefined ? undefined : `HTTP ${row.httpStatus}`],
    ['Key', row.keyName === '' ? row.key : row.keyName],
    ['For', row.who === row.key ? undefined : nameOf(row.who)],
    ['Project', row.project],
    ['Route', `${row.route}${intent.data.strict ? ', strict' : ''}`],
    ['Profile', intent.data.profile],
    ['Model', `${row.model} → ${row.provider}/${intent.data.upstreamModel}`],
    ['Protocol', `${row.protocol === 'openai' ? 'OpenAI' : 'Anthropic'}${row.stream ? ', streamed' : ''}`],
    ['Request body', formatBytes(intent.data.body.bytes)],
    ['Purpose', intent.data.purpose],
    ['Tokens', usage && tokenWords(usage)],
    ['Cost', cost && `${formatMoney(cost.nanoDollars)}${cost.estimated ? ', estimated' : ''}`],
    ['Latency', ms && formatMs(ms.total)],
    ['First byte', ms?.upstreamFirstByte === undefined ? undefined : formatMs(ms.upstreamFirstByte)],
    ['of which Ringwall', ms && `${formatMs(ms.guard)} guard, ${formatMs(ms.ledger)} ledger`],
  ];
  return (
    <section aria-label="Summary" className="flex flex-col gap-2.5">
      <p className="text-lg font-strong">
        <VerdictBadge row={row} />
      </p>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-0.5">
        {fields.map(([name, value]) =>
          value === undefined ? null : (
            <div key={name} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="truncate" title={typeof value === 'string' ? value : undefined}>
                {value}
              </dd>
            </div>
          ),
        )}
      </dl>
      <Policies policies={policies} />
    </section>
  );
}

type Usage = NonNullable<NonNullable<RequestDetail['outcome']>['data']['usage']>;

function tokenWords({ inputTokens, outputTokens, cacheReadTokens }: Usage): string {
  const cached = cacheReadTokens ? `, ${formatCount(cacheReadTokens)} from the cache` : '';
  return `${formatCount(inputTokens)} in, ${formatCount(outputTokens)} out${cached}`;
}
