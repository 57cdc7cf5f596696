/** Milliseconds since the Unix epoch. Passed in wherever time matters, so that tests own it. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
