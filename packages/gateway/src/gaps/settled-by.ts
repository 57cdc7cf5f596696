/** How a promise stood when the time was over. */
export type Settled<Value> =
  | { readonly state: 'done'; readonly value: Value }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'late' };

/** Waits for the promise, but not longer than for `deadline`; never rejects. */
export function settledBy<Value>(
  promise: Promise<Value>,
  deadline: Promise<unknown>,
): Promise<Settled<Value>> {
  return Promise.race([
    promise.then(
      (value) => ({ state: 'done' as const, value }),
      (error: unknown) => ({ state: 'failed' as const, error }),
    ),
    deadline.then(() => ({ state: 'late' as const })),
  ]);
}

/** Runs `work` with a promise that resolves after `ms`, and stops the timer behind it when the work is done. */
export async function withDeadline<Value>(
  ms: number,
  work: (deadline: Promise<void>) => Promise<Value>,
): Promise<Value> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  try {
    return await work(promise);
  } finally {
    clearTimeout(timer);
  }
}
