import type { EventData, Finding, Verdict } from '@ringwall/core';

type Recorded = NonNullable<EventData<'llm.outcome'>['prompt']>;

/** A leaf holds 65,535 bytes; two verdicts and the rest of an outcome must fit. */
const maxFindingsBytes = 28_000;
const maxPointerLength = 1024;
/** Places a finding may keep, tried from left to right until all findings fit. */
const spanCaps = [64, 16, 4, 1];

/**
 * What of a verdict is recorded: everything but the edits, which repeat the findings' spans. Where all places do
 * not fit into a record each finding keeps its first; where the findings do not fit, the first ones are kept,
 * which are those that decided.
 */
export function recordedVerdict(verdict: Verdict): Recorded {
  return {
    decision: verdict.decision,
    reason: verdict.reason,
    findings: fitting(verdict.findings),
    unavailable: [...verdict.unavailable],
    timings: verdict.timings.map(({ detector, ms }) => ({ detector, ms: Math.round(ms * 1000) / 1000 })),
  };
}

function fitting(findings: readonly Finding[]): Recorded['findings'] {
  let recorded: Recorded['findings'] = [];
  for (const cap of spanCaps) {
    recorded = findings.map((finding) => ({
      ...finding,
      spans: finding.spans
        .slice(0, cap)
        .map(({ pointer, start, end }) => ({ pointer: recordedPointer(pointer), start, end })),
    }));
    if (bytesOf(recorded) <= maxFindingsBytes) return recorded;
  }
  while (bytesOf(recorded) > maxFindingsBytes) recorded = recorded.slice(0, recorded.length >> 1);
  return recorded;
}

/** The pointer, or that of the nearest thing around it which can be written down. */
function recordedPointer(pointer: string): string {
  let kept = pointer;
  while (kept.length > maxPointerLength || !kept.isWellFormed()) kept = kept.slice(0, kept.lastIndexOf('/'));
  return kept;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
