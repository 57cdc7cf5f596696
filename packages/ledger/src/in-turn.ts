/**
 * Gives a function that runs what it is given one after the other, whether or not the one before succeeded. What
 * begins after `closing` is refused with its reason.
 */
export function inTurns(closing?: AbortSignal): <Value>(work: () => Promise<Value>) => Promise<Value> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(() => {
      closing?.throwIfAborted();
      return work();
    });
    last = turn.catch(() => undefined);
    return turn;
  };
}
