import {
  type Decision,
  type Finding,
  type Severity,
  type Stage,
  severities,
  type Threat,
} from '@ringwall/core';

/** What to do about findings of a kind; a field that is absent matches everything. */
export interface ProfileRule {
  readonly threat?: Threat;
  readonly detector?: string;
  readonly minSeverity: Severity;
  readonly stage?: Stage;
  readonly decision: Decision;
}

/** How strict a route is. The strictest rule that matches a finding wins; none: the finding is only recorded. */
export interface Profile {
  readonly id: string;
  readonly title: string;
  readonly rules: readonly ProfileRule[];
  /** What to do when a detector did not answer. */
  readonly unavailable: Decision;
}

/** Without a stage, rules for either stage match: the stricter reading. */
export function matchesRule(rule: ProfileRule, finding: Finding, stage: Stage | undefined): boolean {
  if (rule.threat !== undefined && rule.threat !== finding.threat) return false;
  if (rule.detector !== undefined && rule.detector !== finding.detector) return false;
  if (rule.stage !== undefined && stage !== undefined && rule.stage !== stage) return false;
  return severities.indexOf(finding.severity) >= severities.indexOf(rule.minSeverity);
}
