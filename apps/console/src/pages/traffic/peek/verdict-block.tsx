import type { RequestDetail } from 'ringwall';
import { formatMs } from '../../../ui/format.ts';
import { Severity } from '../../../ui/severity.tsx';
import { DecisionBadge } from '../../../ui/verdict.tsx';

type RecordedVerdict = NonNullable<NonNullable<RequestDetail['outcome']>['data']['prompt']>;

/** One verdict: the decision, why, what was found and how long each detector took. */
export function VerdictBlock({ title, verdict }: { title: string; verdict: RecordedVerdict }) {
  const slowest = Math.max(0.001, ...verdict.timings.map(({ ms }) => ms));
  return (
    <section aria-label={title} className="flex flex-col gap-2.5">
      <h3 className="flex items-center justify-between gap-3">
        {title}
        <DecisionBadge decision={verdict.decision} />
      </h3>
      {verdict.reason ? <p className="text-muted">{verdict.reason}</p> : null}
      {verdict.findings.map((finding) => (
        <div
          key={`${finding.detector}/${finding.rule}`}
          className="rounded-md border border-line bg-bg px-3 py-2"
        >
          <p className="flex items-center gap-2">
            <span
              className="min-w-0 flex-1 truncate font-mono text-sm"
              title={`${finding.detector}/${finding.rule}`}
            >
              {finding.detector}/{finding.rule}
            </span>
            <Severity of={finding.severity} />
          </p>
          <p className="text-muted">{finding.reason}</p>
          <p className="text-sm text-faint [overflow-wrap:anywhere]">
            confidence {Math.round(finding.confidence * 100)} %
            {finding.spans.map(({ pointer, start, end }) => (
              <span key={`${pointer}:${start}`}>
                {' · '}
                <code className="font-mono">
                  {pointer}[{start}–{end}]
                </code>
              </span>
            ))}
          </p>
        </div>
      ))}
      {verdict.unavailable.length > 0 ? (
        <p className="text-flag">Did not answer: {verdict.unavailable.join(', ')}</p>
      ) : null}
      {verdict.timings.length > 0 ? (
        <dl className="grid grid-cols-[minmax(0,auto)_minmax(40px,1fr)_auto] items-center gap-x-3 text-sm">
          {verdict.timings.map(({ detector, ms }) => (
            <div key={detector} className="contents">
              <dt className="truncate text-muted">{detector}</dt>
              <dd className="contents">
                <span aria-hidden="true" className="h-1 rounded-sm bg-raised">
                  <span
                    className="block h-full min-w-px rounded-sm bg-line-strong"
                    style={{ width: `${(100 * ms) / slowest}%` }}
                  />
                </span>
                <span className="text-right text-muted">{formatMs(ms)}</span>
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </section>
  );
}
