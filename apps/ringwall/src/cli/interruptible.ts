import { AppError } from '../errors.ts';

/**
 * Runs work that Ctrl-C ends in order: the first signal aborts it, a second one ends the process at once.
 * @throws AppError app/interrupted with `advice`: how to continue
 */
export async function interruptible<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  advice: () => string,
): Promise<Result> {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, onSignal);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) throw new AppError('app/interrupted', advice(), { cause: error });
    throw error;
  } finally {
    for (const name of signals) process.off(name, onSignal);
  }
}
