import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../../api/use-session.ts';
import { useRememberVerified } from '../../proof/use-verified.ts';
import { href, patchSearch, useUrlState } from '../../url-state.ts';
import { SampleOutcome, VerificationOutcome } from './outcome.tsx';
import { SampleButton, StepLink } from './sample-button.tsx';
import { StepCard } from './step-card.tsx';
import { entryToVerify, type StepId, stepsOf } from './steps.ts';
import { useProgress } from './use-progress.ts';
import { useSample } from './use-sample.ts';
import { useVerification } from './use-verification.ts';

/** The four first steps side by side, each with what does it; below, what came of the one that was tried last. */
export function FirstSteps({ path }: { path: string }) {
  const may = useMay();
  const [params, patch] = useUrlState();
  const queries = useQueryClient();
  const progress = useProgress();
  const remember = useRememberVerified();
  const sample = useSample();
  const [tried, setTried] = useState<StepId>();
  const index = progress && entryToVerify(progress.onRecord);
  const verification = useVerification(index, remember);
  const steps = progress ? stepsOf(progress) : [];
  const next = steps.find(({ isDone }) => !isDone)?.id;
  const search = params.toString();
  const peek = (request: string) => href(path, patchSearch(search, { request }));
  const isAsking = sample.asked.state === 'asking';

  async function trySample(id: 'send' | 'attack'): Promise<void> {
    setTried(id);
    const request = await sample.send(id === 'send' ? 'hello' : 'injection');
    // What the page shows beside the steps has changed too.
    await Promise.all(
      ['first-steps', 'overview', 'posture', 'keys'].map((name) =>
        queries.invalidateQueries({ queryKey: [name] }),
      ),
    );
    if (request !== undefined) patch({ request });
  }

  function content(id: StepId) {
    const { sent, stopped } = progress?.onRecord ?? {};
    if (id === 'connect') return <StepLink to="/first-steps?step=connect">Show how</StepLink>;
    if (id === 'verify') {
      return (
        <>
          <SampleButton
            word={verification.isPending ? 'Verifying' : 'Verify it here'}
            what="verify the log"
            isNext={next === id}
            disabled={index === undefined || verification.isPending}
            onClick={() => {
              setTried(id);
              verification.verify();
            }}
          />
          {index === undefined ? null : <StepLink to={`/ledger/${index}`}>The whole proof</StepLink>}
        </>
      );
    }
    const found = id === 'send' ? sent : stopped;
    return (
      <>
        {!may('key.create') || sample.route === undefined ? (
          <StepLink to={`/playground?example=${id === 'send' ? 'hello' : 'injection'}`}>
            Do it in the playground
          </StepLink>
        ) : (
          <SampleButton
            word={isAsking && tried === id ? 'Sending' : 'Try it with a sample'}
            what={id === 'send' ? 'send a request' : 'watch an attack stopped'}
            isNext={next === id}
            disabled={isAsking}
            onClick={() => void trySample(id)}
          />
        )}
        {found === undefined ? null : <StepLink to={peek(found.request)}>Open it</StepLink>}
      </>
    );
  }

  if (progress === undefined) return <span className="skeleton block h-32" />;
  return (
    <>
      <ol className="grid grid-cols-1 gap-px bg-line @min-[560px]:grid-cols-2 @min-[900px]:grid-cols-4">
        {steps.map((step, i) => (
          <StepCard key={step.id} step={step} position={i + 1} isNext={next === step.id}>
            {content(step.id)}
          </StepCard>
        ))}
      </ol>
      <div aria-live="polite" className={tried === undefined ? '' : 'border-t border-line px-4 py-3'}>
        {tried === 'verify' ? (
          <VerificationOutcome audit={verification.audit} error={verification.error} />
        ) : tried === undefined ? null : (
          <SampleOutcome asked={sample.asked} observes={tried === 'attack' && sample.observes} />
        )}
      </div>
    </>
  );
}
