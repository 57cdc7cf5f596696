import { expect, test } from 'vitest';
import { readVerified, rememberVerified } from './verified-entry.ts';

const key = 'log+1+x';
const audit = { ok: true, index: 3, size: 9, pin: { origin: 'log', verifierKey: key, since: '' } };

function storage() {
  const values = new Map<string, string>();
  return {
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => void values.set(name, value),
    values,
  };
}

test('an entry that was verified is remembered, for the log of its key', () => {
  const kept = storage();
  rememberVerified(kept, audit, '2026-01-31T10:00:00.000Z');
  expect(readVerified(kept, key)).toEqual({ index: 3, size: 9, at: '2026-01-31T10:00:00.000Z' });
  expect(readVerified(kept, 'other+2+y')).toBeUndefined();
  expect(readVerified(kept, undefined)).toBeUndefined();
});

test('one that failed a check is not', () => {
  const kept = storage();
  rememberVerified(kept, { ...audit, ok: false });
  expect(kept.values.size).toBe(0);
});

test('what somebody else wrote there counts for nothing', () => {
  const kept = storage();
  for (const text of [
    '',
    '[]',
    '{}',
    '"x"',
    JSON.stringify({ verifierKey: key, index: '3', size: 9, at: '' }),
  ]) {
    kept.values.set('ringwall.verified-entry', text);
    expect(readVerified(kept, key)).toBeUndefined();
  }
});
