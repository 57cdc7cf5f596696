import { describe, expect, test } from 'vitest';
import { href, oneOf, patchSearch } from './url-state.ts';

describe('state in the address', () => {
  test('sets, replaces and removes, and keeps what it was not told about', () => {
    expect(patchSearch('?route=a&x=1', { route: 'b', decision: 'block' })).toBe('decision=block&route=b&x=1');
    expect(patchSearch('route=a&x=1', { route: undefined, x: '' })).toBe('');
  });

  test('spells equal states equally', () => {
    expect(patchSearch('b=2&a=1', {})).toBe(patchSearch('a=1&b=2', {}));
  });

  test('survives values that need escaping', () => {
    const search = patchSearch('', { rule: 'injection-rules/a&b=c d' });
    expect(new URLSearchParams(search).get('rule')).toBe('injection-rules/a&b=c d');
  });

  test('builds addresses without a lonely question mark', () => {
    expect(href('/traffic', {})).toBe('/traffic');
    expect(href('/traffic', { key: 'key_1', route: undefined })).toBe('/traffic?key=key_1');
  });

  test('takes only values it knows', () => {
    expect(oneOf('7d', ['1h', '7d'])).toBe('7d');
    expect(oneOf('__proto__', ['1h', '7d'])).toBeUndefined();
    expect(oneOf(null, ['1h'])).toBeUndefined();
  });
});
