import { expect, test } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

// RFC 9110, section 10.2.3, has both examples.
const now = Date.UTC(1999, 11, 31, 23, 59, 50);

test.each([
  ['120', 120_000],
  ['0', 0],
  ['Fri, 31 Dec 1999 23:59:59 GMT', 9000],
  ['Fri, 31 Dec 1999 23:59:00 GMT', 0],
  [undefined, undefined],
  ['', undefined],
  ['-1', undefined],
  ['soon', undefined],
  ['1.5', undefined],
])('Retry-After %s is %s ms', (header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected);
});
