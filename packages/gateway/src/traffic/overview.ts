import type { Projects } from '@ringwall/core';

/** Counts over a time window. */
export interface Overview {
  readonly from: string;
  readonly to: string;
  readonly bucketMs: number;
  /** Those in which something happened, by their beginning. */
  readonly buckets: readonly {
    readonly time: string;
    readonly allow: number;
    readonly flag: number;
    readonly redact: number;
    readonly block: number;
    readonly failed: number;
  }[];
  readonly totals: {
    readonly requests: number;
    readonly blocked: number;
    readonly redacted: number;
    readonly flagged: number;
    readonly failed: number;
    readonly inputTokens: number;
    readonly outputTokens: number;
    /** Median and 95th percentile of the detectors' time a request, to 2.5 %; absent without requests. */
    readonly guardP50Ms?: number;
    readonly guardP95Ms?: number;
  };
  readonly topRules: readonly { readonly rule: string; readonly count: number }[];
  readonly topRoutes: readonly { readonly route: string; readonly count: number; readonly blocked: number }[];
  readonly topKeys: readonly {
    readonly key: string;
    readonly keyName: string;
    readonly count: number;
    readonly blocked: number;
  }[];
}

/** Counts of these projects' requests within `[fromMs, toMs)`, in bars of `bucketMs`. */
export interface OverviewWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly bucketMs: number;
  readonly projects: Projects;
}

/** Those that are named; of all, none is. */
export function named(projects: Projects): readonly string[] {
  return projects === 'all' ? [] : projects;
}

/** How many rules, routes and keys are told. */
export const topCount = 8;
