import type { RequestDetail } from 'ringwall';
import { formatMs } from '../../ui/format.ts';
import { BodyView } from '../traffic/peek/body-view.tsx';
import { VerdictBlock } from '../traffic/peek/verdict-block.tsx';

type Outcome = NonNullable<RequestDetail['outcome']>['data'];

/** What the detectors said of what went in and of what came back, where in it, and how long all of it took. */
export function Verdicts({ outcome, sent }: { outcome: Outcome; sent: string }) {
  const { prompt, completion, ms } = outcome;
  return (
    <div className="flex flex-col gap-5 border-t border-line pt-4">
      {prompt ? (
        <>
          <VerdictBlock title="Prompt verdict" verdict={prompt} />
          {prompt.findings.length > 0 ? (
            <BodyView title="What was found in what you sent" text={sent} findings={prompt.findings} />
          ) : null}
        </>
      ) : null}
      {completion ? <VerdictBlock title="Completion verdict" verdict={completion} /> : null}
      <p className="text-sm text-muted">
        The gateway took {formatMs(ms.total)}, of which the detectors {formatMs(ms.guard)} and the records{' '}
        {formatMs(ms.ledger)}
        {ms.upstreamFirstByte === undefined
          ? '.'
          : `; the upstream began to answer after ${formatMs(ms.upstreamFirstByte)}.`}
      </p>
    </div>
  );
}
