import { expect, test } from 'vitest';
import { createIssuerKeys } from './issuer-keys.ts';
import { fakeIssuer, trusted } from './testing/token-fixture.ts';
import { createVerifiedTokens, type VerifiedToken } from './verified-tokens.ts';

function token(id: string): VerifiedToken {
  const clock = { now: () => 0 };
  return {
    principal: { kind: 'token', id, who: { type: 'service', id: 'svc_1' } },
    claims: { subject: 'x', groups: [], expiresAtMs: 1 },
    keys: createIssuerKeys(trusted, { ...fakeIssuer([]), clock, onWithdrawn: () => {} }),
    ...{ thumbprint: 'x', unlinked: 'svc_1', clockSkewMs: 0, oldAtMs: 1, linkVersion: 0 },
  };
}

test('verified tokens are kept up to a number, those that were used last the longest', () => {
  const tokens = createVerifiedTokens(2);
  tokens.set('a', token('tok_a'));
  tokens.set('b', token('tok_b'));
  expect(tokens.get('a')?.principal.id).toBe('tok_a');
  tokens.set('c', token('tok_c'));
  expect(tokens.get('b')).toBeUndefined();
  expect(tokens.get('a')?.principal.id).toBe('tok_a');
  tokens.set('a', token('tok_a2'));
  tokens.set('a', token('tok_a3'));
  expect(tokens.get('c')?.principal.id).toBe('tok_c');
  expect(tokens.get('a')?.principal.id).toBe('tok_a3');
});
