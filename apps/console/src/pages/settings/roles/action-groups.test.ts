import { expect, test } from 'vitest';
import { groupsOf } from './action-groups.ts';

test('every action stands under one heading, one that is new under the last', () => {
  const actions = ['route.invoke', 'ledger-key.rotate', 'ledger.read', 'moon.land'].map((action) => ({
    action,
  }));
  expect(groupsOf(actions).map(({ title, members }) => [title, members.map(({ action }) => action)])).toEqual(
    [
      ['AI traffic', ['route.invoke']],
      ['Ledger and evidence', ['ledger.read']],
      ['The machine', ['ledger-key.rotate']],
      ['Other', ['moon.land']],
    ],
  );
});
