import type { Finding } from '@ringwall/core';
import { expect, test } from 'vitest';
import { withoutCovered } from './without-covered.ts';

const finding = (rule: string, severity: Finding['severity'], ...places: [number, number][]): Finding => ({
  detector: 'd',
  rule,
  threat: 'prompt-injection',
  severity,
  confidence: 1,
  reason: 'Because.',
  spans: places.map(([start, end]) => ({ pointer: '/x', start, end })),
});

test('leaves out what a more severe finding covers, and nothing else', () => {
  const high = finding('high', 'high', [10, 20]);
  const inside = finding('inside', 'medium', [12, 20]);
  const beyond = finding('beyond', 'medium', [12, 21]);
  const twice = finding('twice', 'medium', [12, 14], [30, 32]);
  const equal = finding('equal', 'high', [10, 20]);
  expect(withoutCovered([inside, beyond, high, twice, equal])).toEqual([beyond, high, twice, equal]);
});

test('keeps what another detector covers', () => {
  const high = finding('high', 'high', [10, 20]);
  const other = { ...finding('inside', 'low', [12, 13]), detector: 'e' };
  expect(withoutCovered([high, other])).toEqual([high, other]);
});

test('keeps everything when there is too much to compare', () => {
  const many = finding(
    'many',
    'low',
    ...Array.from({ length: 300 }, (_, i): [number, number] => [i * 2, i * 2 + 1]),
  );
  const all = finding('all', 'high', [0, 1000]);
  expect(withoutCovered([many, all])).toEqual([many, all]);
});
