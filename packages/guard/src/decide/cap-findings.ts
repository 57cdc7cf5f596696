import type { Finding } from '@ringwall/core';

/** A verdict is recorded whole in one ledger entry, so its lists are bounded. */
export const maxFindings = 64;
export const maxSpans = 64;

/** The first `maxFindings` findings, each with its first `maxSpans` spans. */
export function capFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings
    .slice(0, maxFindings)
    .map((finding) =>
      finding.spans.length > maxSpans ? { ...finding, spans: finding.spans.slice(0, maxSpans) } : finding,
    );
}
