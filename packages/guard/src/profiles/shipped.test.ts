import type { Decision, Finding, Severity, Stage } from '@ringwall/core';
import { describe, expect, test } from 'vitest';
import { decide } from '../decide/decide.ts';
import { defaultProfile, shippedProfiles } from './shipped.ts';

function decisionOf(
  profile: string,
  detector: string,
  severity: Severity,
  stage: Stage,
): Decision | undefined {
  const finding: Finding = {
    detector,
    rule: 'r',
    threat:
      detector === 'injection-rules' || detector === 'hidden-characters'
        ? 'prompt-injection'
        : 'sensitive-disclosure',
    ...{ severity, confidence: 1, reason: 'So.', spans: [{ pointer: '', start: 0, end: 1 }] },
  };
  const chosen = shippedProfiles.find(({ id }) => id === profile);
  const inspections = [{ detector, status: 'ok', scores: {}, findings: [finding], ms: 0 }] as const;
  return chosen && decide(inspections, chosen, { stage }).decision;
}

describe('the shipped profiles', () => {
  test.each<[string, string, Severity, Stage, Decision]>([
    ['observe', 'injection-rules', 'critical', 'prompt', 'flag'],
    ['observe', 'secret-rules', 'high', 'completion', 'flag'],
    ['balanced', 'injection-rules', 'high', 'prompt', 'block'],
    ['balanced', 'injection-rules', 'medium', 'prompt', 'flag'],
    ['balanced', 'extraction-rules', 'high', 'prompt', 'block'],
    ['balanced', 'extraction-rules', 'medium', 'prompt', 'flag'],
    ['balanced', 'secret-rules', 'high', 'prompt', 'flag'],
    ['balanced', 'secret-rules', 'high', 'completion', 'redact'],
    ['balanced', 'hidden-characters', 'high', 'prompt', 'block'],
    ['balanced', 'hidden-characters', 'high', 'completion', 'redact'],
    ['strict', 'injection-rules', 'medium', 'prompt', 'block'],
    ['strict', 'secret-rules', 'high', 'prompt', 'block'],
    ['strict', 'secret-rules', 'medium', 'completion', 'redact'],
    ['strict', 'hidden-characters', 'medium', 'completion', 'redact'],
  ])('%s: %s of %s severity in a %s is %s', (profile, detector, severity, stage, decision) => {
    expect(decisionOf(profile, detector, severity, stage)).toBe(decision);
  });

  test('block when a detector does not answer, except the one that only looks', () => {
    expect(shippedProfiles.map(({ id, unavailable }) => [id, unavailable])).toEqual([
      ['observe', 'flag'],
      ['balanced', 'block'],
      ['strict', 'block'],
    ]);
  });

  test('hold the default', () => {
    expect(shippedProfiles.map(({ id }) => id)).toContain(defaultProfile);
  });
});
