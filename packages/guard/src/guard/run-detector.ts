import type { Clock, Detector, Inspection, Subject } from '@ringwall/core';

/**
 * Asks one detector, for at most `budgetMs`. It never rejects: a detector that throws, rejects, answers
 * something else than it should or does not answer in time is `unavailable`.
 */
export async function runDetector(
  detector: Detector,
  subject: Subject,
  options: { readonly budgetMs: number; readonly clock: Clock; readonly signal?: AbortSignal | undefined },
): Promise<Inspection> {
  const { clock, signal } = options;
  const started = clock.now();
  const unavailable = () => absent(detector.id, clock.now() - started);
  if (signal?.aborted) return unavailable();
  const controller = new AbortController();
  try {
    const asked = detector.inspect(subject, controller.signal);
    // What is known already is taken at once: its time is its own, not that of those asked after it.
    const answer = asked instanceof Promise ? await inTime(asked, options) : asked;
    if (answer?.status !== 'ok') return unavailable();
    return { ...answer, detector: detector.id, ms: clock.now() - started };
  } catch {
    return unavailable();
  } finally {
    controller.abort();
  }
}

/** The answer, or undefined when it does not come in time. Rejects with what the detector rejects with. */
async function inTime<Answer>(
  asked: Promise<Answer>,
  options: { readonly budgetMs: number; readonly signal?: AbortSignal | undefined },
): Promise<Answer | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const giveUp = () => resolve(undefined);
  const timer = setTimeout(giveUp, options.budgetMs);
  options.signal?.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', giveUp);
  }
}

/** The inspection of a detector that said nothing. */
export function absent(detector: string, ms: number): Inspection {
  return { detector, status: 'unavailable', scores: {}, findings: [], ms };
}
