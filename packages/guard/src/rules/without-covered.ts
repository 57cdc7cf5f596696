import { type Finding, type Span, severities } from '@ringwall/core';

/** Beyond this many places everything is kept: the comparison is of each with each. */
const maxCompared = 256;

/** Leaves out what a more severe finding of the same detector covers whole: it would only repeat it. */
export function withoutCovered(findings: readonly Finding[]): readonly Finding[] {
  const places = findings.reduce((sum, finding) => sum + finding.spans.length, 0);
  if (findings.length < 2 || places > maxCompared) return findings;
  return findings.filter((finding) => {
    const worse = findings.filter(
      (other) => other.detector === finding.detector && rank(other) > rank(finding),
    );
    const covering = worse.flatMap((other) => other.spans);
    return !finding.spans.every((span) => covering.some((other) => covers(other, span)));
  });
}

function rank(finding: Finding): number {
  return severities.indexOf(finding.severity);
}

function covers(outer: Span, inner: Span): boolean {
  return outer.pointer === inner.pointer && outer.start <= inner.start && outer.end >= inner.end;
}
