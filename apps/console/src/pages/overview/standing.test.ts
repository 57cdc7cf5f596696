import { expect, test } from 'vitest';
import { standingOf } from './standing.ts';

const on = (...decisions: readonly ('allow' | 'flag' | 'redact' | 'block')[]) =>
  decisions.map((decision, i) => ({ route: `r${i}`, profile: 'p', decision }));

test.each([
  [['d'], on('block', 'redact'), 'defended', 'Defended'],
  [['d'], on('block', 'flag', 'flag'), 'partly', 'On 1 of 3 routes'],
  [['d'], on('flag', 'allow'), 'watched', 'Watched, not stopped'],
  [['d'], on('allow'), 'open', 'Not defended yet'],
  [[], on('allow'), 'open', 'Not defended yet'],
  [['d'], [], 'open', 'Not defended yet'],
] as const)('with detectors %j on %j a threat is %s', (detectors, routes, standing, words) => {
  expect(standingOf({ detectors, routes })).toEqual({ standing, words });
});
