import {
  type Decision,
  decisions,
  type Finding,
  type Inspection,
  type Stage,
  severities,
  type Verdict,
} from '@ringwall/core';
import type { Profile } from '../profiles/profile.ts';
import { matchesRule } from '../profiles/profile.ts';
import { capFindings } from './cap-findings.ts';
import { redactions } from './redactions.ts';

/**
 * What to do about what the detectors saw: the strictest decision of all profile rules that match any finding,
 * and `profile.unavailable` where a detector did not answer. Pure. The decision and the edits come from every
 * finding; only then is the list cut to what a record can hold (see `capFindings`).
 */
export function decide(
  inspections: readonly Inspection[],
  profile: Profile,
  options: { readonly stage?: Stage } = {},
): Verdict {
  const unavailable = inspections.filter((inspection) => inspection.status === 'unavailable');
  const judged: { finding: Finding; decision: Decision }[] = [];
  for (const inspection of inspections) {
    for (const finding of inspection.findings) {
      judged.push({ finding, decision: decisionFor(finding, profile, options.stage) });
    }
  }
  judged.sort(
    (a, b) =>
      decisions.indexOf(b.decision) - decisions.indexOf(a.decision) ||
      severities.indexOf(b.finding.severity) - severities.indexOf(a.finding.severity),
  );
  const worst = judged[0];
  const absence: Decision = unavailable.length > 0 ? profile.unavailable : 'allow';
  const isAbsenceWorse = worst === undefined || isStricter(absence, worst.decision);
  const decision = isAbsenceWorse ? absence : worst.decision;
  return {
    decision,
    reason: isAbsenceWorse
      ? absenceReason(unavailable)
      : `${worst.finding.detector}/${worst.finding.rule}: ${worst.finding.reason}`,
    findings: capFindings(judged.map(({ finding }) => finding)),
    edits: redactions(judged.filter((item) => item.decision === 'redact').map(({ finding }) => finding)),
    unavailable: unavailable.map((inspection) => inspection.detector),
    timings: inspections.map(({ detector, ms }) => ({ detector, ms })),
  };
}

/** Whether `a` is stricter than `b`. */
export function isStricter(a: Decision, b: Decision): boolean {
  return decisions.indexOf(a) > decisions.indexOf(b);
}

function decisionFor(finding: Finding, profile: Profile, stage: Stage | undefined): Decision {
  let strictest: Decision = 'allow';
  for (const rule of profile.rules) {
    if (matchesRule(rule, finding, stage) && isStricter(rule.decision, strictest)) strictest = rule.decision;
  }
  return strictest;
}

function absenceReason(unavailable: readonly Inspection[]): string {
  if (unavailable.length === 0) return 'Nothing was found that the profile acts on.';
  const names = unavailable.map((inspection) => inspection.detector).join(', ');
  return `Not judged because a detector did not answer: ${names}.`;
}
