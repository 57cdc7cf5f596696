import type { Finding } from '@ringwall/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redactions } from './redactions.ts';

const at = (rule: string, pointer: string, start: number, end: number): Finding => ({
  ...{ detector: 'd', rule, threat: 'sensitive-disclosure', severity: 'high', confidence: 1, reason: 'So.' },
  spans: [{ pointer, start, end }],
});

test('places that overlap or touch become one, named after the rule when there is but one', () => {
  expect(
    redactions([at('a', '/x', 5, 9), at('a', '/x', 0, 5), at('b', '/y', 3, 6), at('a', '/y', 5, 7)]),
  ).toEqual([
    { pointer: '/x', start: 0, end: 9, replacement: '[redacted:a]' },
    { pointer: '/y', start: 3, end: 7, replacement: '[redacted]' },
  ]);
});

test('places apart stay apart', () => {
  expect(redactions([at('a', '/x', 0, 2), at('a', '/x', 3, 4)])).toHaveLength(2);
});

test('edits never overlap, are in order, and cover exactly what the findings cover', () => {
  const place = fc.tuple(
    fc.constantFrom('a', 'b'),
    fc.constantFrom('/x', '/y'),
    fc.nat(40),
    fc.integer({ min: 1, max: 9 }),
  );
  fc.assert(
    fc.property(fc.array(place), (places) => {
      const findings = places.map(([rule, pointer, start, length]) =>
        at(rule, pointer, start, start + length),
      );
      const edits = redactions(findings);
      const units = (list: readonly { pointer: string; start: number; end: number }[]) =>
        new Set(
          list.flatMap((e) =>
            Array.from({ length: e.end - e.start }, (_, i) => `${e.pointer} ${e.start + i}`),
          ),
        );
      expect(units(edits)).toEqual(units(findings.flatMap((finding) => finding.spans)));
      edits.slice(1).forEach((edit, i) => {
        const before = edits[i];
        if (before?.pointer === edit.pointer) expect(edit.start).toBeGreaterThan(before.end);
      });
    }),
  );
});
