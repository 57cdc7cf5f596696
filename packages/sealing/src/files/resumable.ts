import { RingwallError } from '@ringwall/core';

/** Files below this are sealed anew in less time than it takes to look at what is left. */
export const worthAJournalBytes = 64 * 1024 * 1024;

/** Whether a run that failed like this may go on later: it was stopped, or the disk was full or away. */
export function isWorthKeeping(error: unknown): boolean {
  if (!(error instanceof RingwallError)) return true;
  return error.code === 'sealing/no-space' || error.code === 'sealing/not-accessible';
}
