import { decisions, type Verdict } from '@ringwall/core';

/** One verdict for many: the strictest decision and its reason, with all findings, edits and timings summed. */
export function strictest(verdicts: readonly Verdict[]): Verdict | undefined {
  let worst = verdicts[0];
  if (worst === undefined) return undefined;
  const ms = new Map<string, number>();
  for (const verdict of verdicts) {
    if (decisions.indexOf(verdict.decision) > decisions.indexOf(worst.decision)) worst = verdict;
    for (const timing of verdict.timings) ms.set(timing.detector, (ms.get(timing.detector) ?? 0) + timing.ms);
  }
  return {
    decision: worst.decision,
    reason: worst.reason,
    findings: verdicts.flatMap((verdict) => verdict.findings).slice(0, 64),
    edits: verdicts.flatMap((verdict) => verdict.edits),
    unavailable: [...new Set(verdicts.flatMap((verdict) => verdict.unavailable))],
    timings: [...ms].map(([detector, total]) => ({ detector, ms: total })),
  };
}
