/** Requests that ended alike within one bar. */
export interface Ended {
  /** Beginning of the bar, in milliseconds since the epoch. */
  readonly timeMs: number;
  readonly state: string;
  /** Empty or null where none was made. */
  readonly decision: string | null;
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What was used within one bar, by requests that are open too. */
export interface Used {
  readonly timeMs: number;
  readonly requests: number;
  readonly nanoDollars: number;
}

/** The bars of a window in their order, and what they come to. */
export function bucketCounts(ended: readonly Ended[], used: readonly Used[]) {
  const found = new Map<number, ReturnType<typeof emptyBucket>>();
  const bucketAt = (timeMs: number) => {
    const bucket = found.get(timeMs) ?? emptyBucket();
    found.set(timeMs, bucket);
    return bucket;
  };
  for (const { timeMs, state, decision, requests, inputTokens, outputTokens } of ended) {
    if (requests === 0 || state === 'open') continue;
    const bucket = bucketAt(timeMs);
    bucket.inputTokens += inputTokens;
    bucket.outputTokens += outputTokens;
    if (state === 'blocked') bucket.block += requests;
    else if (state !== 'completed') bucket.failed += requests;
    else if (decision === 'allow' || decision === 'flag' || decision === 'redact')
      bucket[decision] += requests;
  }
  let requests = 0;
  for (const row of used) {
    requests += row.requests;
    if (row.nanoDollars > 0) bucketAt(row.timeMs).nanoDollars += row.nanoDollars;
  }
  const all = [...found.values()];
  const sum = (name: keyof ReturnType<typeof emptyBucket>) =>
    all.reduce((total, bucket) => total + bucket[name], 0);
  return {
    buckets: [...found]
      .sort(([a], [b]) => a - b)
      .map(([timeMs, counts]) => ({ time: new Date(timeMs).toISOString(), ...counts })),
    totals: {
      requests,
      ...{ allowed: sum('allow'), blocked: sum('block'), redacted: sum('redact') },
      ...{ flagged: sum('flag'), failed: sum('failed'), nanoDollars: sum('nanoDollars') },
      ...{ inputTokens: sum('inputTokens'), outputTokens: sum('outputTokens') },
    },
  };
}

function emptyBucket() {
  return {
    ...{ allow: 0, flag: 0, redact: 0, block: 0, failed: 0 },
    ...{ inputTokens: 0, outputTokens: 0, nanoDollars: 0 },
  };
}
