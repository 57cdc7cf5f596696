import { RingwallError } from '@ringwall/core';

/** When a run is made resumable, and how much of it an interruption can cost. */
export interface Checkpoints {
  /** Files below this are done anew in less time than it takes to look at what is left. */
  readonly fromBytes: number;
  /** How often what was written is brought to disk and noted. */
  readonly everyMs: number;
}

export const usualCheckpoints: Checkpoints = { fromBytes: 64 * 1024 * 1024, everyMs: 5000 };

/** Whether a run that failed like this may go on later: it was stopped, or the disk was full or away. */
export function isWorthKeeping(error: unknown): boolean {
  if (!(error instanceof RingwallError)) return true;
  return error.code === 'sealing/no-space' || error.code === 'sealing/not-accessible';
}
