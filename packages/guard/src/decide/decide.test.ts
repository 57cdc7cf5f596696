import { decisions, type Finding, type Inspection, severities } from '@ringwall/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Profile, ProfileRule } from '../profiles/profile.ts';
import { maxFindings, maxSpans } from './cap-findings.ts';
import { decide } from './decide.ts';

const finding = (change: Partial<Finding> = {}): Finding => ({
  detector: 'd',
  rule: 'r',
  threat: 'prompt-injection',
  severity: 'high',
  confidence: 1,
  reason: 'It does this.',
  spans: [{ pointer: '/x', start: 0, end: 4 }],
  ...change,
});
const inspection = (findings: readonly Finding[], change: Partial<Inspection> = {}): Inspection => ({
  ...{ detector: 'd', status: 'ok', scores: {}, findings, ms: 1 },
  ...change,
});
const profile = (rules: readonly ProfileRule[], change: Partial<Profile> = {}): Profile => ({
  ...{ id: 'p', title: 'P', rules, unavailable: 'block' },
  ...change,
});

describe('decide', () => {
  test('allows when nothing was found', () => {
    expect(decide([inspection([])], profile([{ minSeverity: 'info', decision: 'block' }]))).toMatchObject({
      ...{ decision: 'allow', findings: [], edits: [], unavailable: [] },
      timings: [{ detector: 'd', ms: 1 }],
    });
  });

  test('allows and still reports what no rule of the profile acts on', () => {
    const verdict = decide(
      [inspection([finding({ severity: 'low' })])],
      profile([{ minSeverity: 'high', decision: 'block' }]),
    );
    expect(verdict.decision).toBe('allow');
    expect(verdict.findings).toHaveLength(1);
  });

  test('takes the strictest rule that matches, in whatever order', () => {
    const rules: ProfileRule[] = [
      { minSeverity: 'info', decision: 'flag' },
      { minSeverity: 'high', decision: 'block' },
      { minSeverity: 'medium', decision: 'redact' },
    ];
    for (const list of [rules, [...rules].reverse()]) {
      expect(decide([inspection([finding()])], profile(list)).decision).toBe('block');
      expect(decide([inspection([finding({ severity: 'medium' })])], profile(list)).decision).toBe('redact');
    }
  });

  test.each<[ProfileRule, Partial<Finding>, 'prompt' | 'completion', boolean]>([
    [{ minSeverity: 'low', decision: 'block', threat: 'sensitive-disclosure' }, {}, 'prompt', false],
    [{ minSeverity: 'low', decision: 'block', threat: 'prompt-injection' }, {}, 'prompt', true],
    [{ minSeverity: 'low', decision: 'block', detector: 'e' }, {}, 'prompt', false],
    [{ minSeverity: 'low', decision: 'block', detector: 'd' }, {}, 'prompt', true],
    [{ minSeverity: 'low', decision: 'block', stage: 'completion' }, {}, 'prompt', false],
    [{ minSeverity: 'low', decision: 'block', stage: 'completion' }, {}, 'completion', true],
    [{ minSeverity: 'critical', decision: 'block' }, {}, 'prompt', false],
    [{ minSeverity: 'critical', decision: 'block' }, { severity: 'critical' }, 'prompt', true],
  ])('a rule %j and a finding %j at the %s: %s', (rule, change, stage, isMatch) => {
    const verdict = decide([inspection([finding(change)])], profile([rule]), { stage });
    expect(verdict.decision).toBe(isMatch ? 'block' : 'allow');
  });

  test('without a stage, rules of either stage count', () => {
    const rule: ProfileRule = { minSeverity: 'low', decision: 'block', stage: 'completion' };
    expect(decide([inspection([finding()])], profile([rule])).decision).toBe('block');
  });

  test('a detector that did not answer blocks, unless the profile says otherwise', () => {
    const silent = inspection([], { detector: 'silent', status: 'unavailable' });
    const verdict = decide([inspection([]), silent], profile([]));
    expect(verdict).toMatchObject({ decision: 'block', unavailable: ['silent'] });
    expect(verdict.reason).toContain('silent');
    expect(decide([silent], profile([], { unavailable: 'flag' })).decision).toBe('flag');
  });

  test('silence does not soften what others found, nor hide behind it', () => {
    const silent = inspection([], { detector: 'silent', status: 'unavailable' });
    const found = inspection([finding()]);
    const rules: ProfileRule[] = [{ minSeverity: 'low', decision: 'flag' }];
    expect(decide([silent, found], profile(rules)).decision).toBe('block');
    expect(
      decide([silent, found], profile([{ minSeverity: 'low', decision: 'block' }], { unavailable: 'allow' }))
        .decision,
    ).toBe('block');
  });

  test('the reason names the rule in one sentence', () => {
    const verdict = decide([inspection([finding()])], profile([{ minSeverity: 'low', decision: 'block' }]));
    expect(verdict.reason).toBe('d/r: It does this.');
  });

  test('among findings that are decided alike, the most severe comes first and gives the reason', () => {
    const findings = [
      finding({ severity: 'low', rule: 'mild' }),
      finding({ severity: 'critical', rule: 'worst' }),
    ];
    const verdict = decide([inspection(findings)], profile([{ minSeverity: 'low', decision: 'flag' }]));
    expect(verdict.reason).toContain('worst');
    expect(verdict.findings.map(({ rule }) => rule)).toEqual(['worst', 'mild']);
  });

  test('edits are of the findings to redact and no others', () => {
    const secret = finding({ detector: 's', rule: 'key', spans: [{ pointer: '/a', start: 2, end: 5 }] });
    const verdict = decide(
      [inspection([finding(), secret])],
      profile([
        { minSeverity: 'low', decision: 'flag' },
        { detector: 's', minSeverity: 'low', decision: 'redact' },
      ]),
    );
    expect(verdict.decision).toBe('redact');
    expect(verdict.edits).toEqual([{ pointer: '/a', start: 2, end: 5, replacement: '[redacted:key]' }]);
  });

  test('a finding without rules named after the prototype decides nothing', () => {
    const odd = finding({ detector: '__proto__', rule: 'constructor', reason: 'toString.' });
    expect(decide([inspection([odd])], profile([])).decision).toBe('allow');
  });

  test('is as strict as its strictest finding, however many there are, and lists at most so many', () => {
    const severity = fc.constantFrom(...severities);
    const rules = fc.array(fc.record({ minSeverity: severity, decision: fc.constantFrom(...decisions) }), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(fc.array(severity, { maxLength: 200 }), rules, (found, list) => {
        const findings = found.map((level) =>
          finding({
            severity: level,
            spans: Array.from({ length: 70 }, (_, i) => ({ pointer: '', start: i * 2, end: i * 2 + 1 })),
          }),
        );
        const whole = decide([inspection(findings)], profile(list));
        const each = findings.map((one) =>
          decisions.indexOf(decide([inspection([one])], profile(list)).decision),
        );
        expect(decisions.indexOf(whole.decision)).toBe(Math.max(0, ...each));
        expect(whole.findings.length).toBe(Math.min(findings.length, maxFindings));
        for (const one of whole.findings) expect(one.spans.length).toBe(maxSpans);
        if (whole.decision !== 'allow')
          expect(decide([inspection(whole.findings)], profile(list)).decision).toBe(whole.decision);
      }),
      { numRuns: 50 },
    );
  });

  test('edits cover every place, also those the list leaves out', () => {
    const many = finding({
      spans: Array.from({ length: 500 }, (_, i) => ({ pointer: '', start: i * 3, end: i * 3 + 2 })),
    });
    const verdict = decide([inspection([many])], profile([{ minSeverity: 'low', decision: 'redact' }]));
    expect(verdict.edits).toHaveLength(500);
    expect(verdict.findings[0]?.spans).toHaveLength(maxSpans);
  });
});
