import { expect, test } from 'vitest';
import { isSpiffeId } from './spiffe-id.ts';

test.each(['spiffe://example.org/service/search', 'spiffe://a_b-c.1/x/Y/.z', 'spiffe://a/b'])(
  '%s is one',
  (text) => expect(isSpiffeId(text)).toBe(true),
);

// SPIFFE-ID, sections 2.1 to 2.3.
test.each([
  '',
  'spiffe://',
  'spiffe:///service',
  'spiffe://example.org',
  'spiffe://example.org/',
  'spiffe://example.org/a/',
  'spiffe://example.org//a',
  'spiffe://example.org/a/../b',
  'spiffe://example.org/./b',
  'spiffe://Example.org/a',
  'SPIFFE://example.org/a',
  'spiffe://user@example.org/a',
  'spiffe://example.org:443/a',
  'spiffe://example.org/a?b',
  'spiffe://example.org/a#b',
  'spiffe://example.org/%61',
  'spiffe://example.org/é',
  `spiffe://example.org/${'a'.repeat(512)}`,
  'https://example.org/a',
])('%s is none', (text) => expect(isSpiffeId(text)).toBe(false));
