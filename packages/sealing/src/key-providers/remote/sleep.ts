import { setTimeout } from 'node:timers/promises';

/** Waits; rejects with the signal's reason when it is given. Passed in, so that tests need not wait. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

export const sleepMs: Sleep = (ms, signal) => setTimeout(ms, undefined, { ...(signal && { signal }) });
