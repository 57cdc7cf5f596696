import { actions, roles } from '@ringwall/core';
import { describe, expect, test } from 'vitest';
import { activatePolicies, parseBasePolicies } from './active-policies.ts';
import { roleMatrix } from './role-matrix.ts';

describe('what the roles permit', () => {
  const rows = roleMatrix(activatePolicies(parseBasePolicies(), []).base);
  const of = (action: string) => rows.find((row) => row.action === action);

  test('is said of every action, once', () => {
    expect(rows.map(({ action }) => action)).toEqual([...actions]);
  });

  test('tells who may where', () => {
    expect(of('route.invoke')).toEqual({
      ...{ action: 'route.invoke', reach: 'project' },
      roles: ['admin', 'engineer', 'service'],
    });
    expect(of('policy.change')).toMatchObject({ reach: 'installation', roles: ['admin', 'security'] });
    expect(of('ledger.export')?.roles).toEqual(['admin', 'security', 'compliance', 'auditor']);
    expect(of('account.read')?.roles).toEqual([...roles]);
  });

  test('leaves to the shell what no role permits', () => {
    expect(of('kek.rotate')).toEqual({ action: 'kek.rotate', reach: 'shell', roles: [] });
  });
});
