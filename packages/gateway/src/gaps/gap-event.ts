import { newEvent } from '@ringwall/core';
import type { GapCounts } from './route-gap.ts';

/** The record that a gap leaves. */
export function gapEvent(
  gap: GapCounts,
  at: { readonly timeMs: number; readonly exact: boolean; readonly uid?: string },
) {
  const { route, project, fromMs, cause, requests, lost, bodiesNotKept } = gap;
  return newEvent('ledger.gap', {
    time: at.timeMs,
    project,
    actor: { kind: 'server', id: 'ringwall' },
    ...(at.uid !== undefined && { uid: at.uid }),
    data: {
      route,
      from: new Date(fromMs).toISOString(),
      to: new Date(at.timeMs).toISOString(),
      requests,
      late: requests - lost,
      lost,
      bodiesNotKept,
      cause,
      exact: at.exact,
    },
  });
}
