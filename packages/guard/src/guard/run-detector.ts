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
  let giveUp: () => void = () => {};
  const late = new Promise<undefined>((resolve) => {
    giveUp = () => resolve(undefined);
  });
  const timer = setTimeout(giveUp, options.budgetMs);
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    const answer = await Promise.race([detector.inspect(subject, controller.signal), late]);
    if (answer === undefined) controller.abort();
    if (answer?.status !== 'ok') return unavailable();
    return { ...answer, detector: detector.id, ms: clock.now() - started };
  } catch {
    return unavailable();
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  }
}

/** The inspection of a detector that said nothing. */
export function absent(detector: string, ms: number): Inspection {
  return { detector, status: 'unavailable', scores: {}, findings: [], ms };
}
