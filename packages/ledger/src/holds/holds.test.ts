import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../testing/fixtures.ts';
import { officer, openForgetting } from '../testing/forgetting-fixture.ts';

const why = { reason: 'asked to', actor: officer };
const held = { code: 'ledger/held', status: 409 };

async function opened(findRequest?: Parameters<typeof openForgetting>[1]) {
  const parts = await openForgetting(await temporaryDirectory(), findRequest);
  onTestFinished(() => parts.close());
  return parts;
}

describe('a legal hold', () => {
  test('is placed, listed and released, each on record and across a restart', async () => {
    const directory = await temporaryDirectory();
    const parts = await openForgetting(directory);
    const placed = await parts.holds.place(
      { project: 'clinic', from: '2026-01-01T01:00:00+01:00', reason: 'case 12' },
      officer,
    );
    expect(placed).toMatchObject({
      ...{ reason: 'case 12', by: officer, entry: 0 },
      scope: { project: 'clinic', from: '2026-01-01T00:00:00.000Z' },
    });
    await parts.close();
    const again = await openForgetting(directory);
    onTestFinished(() => again.close());
    expect(await again.holds.list({ released: false })).toEqual([placed]);
    const released = await again.holds.release(placed.hold, { reason: 'over', actor: officer });
    expect(await again.holds.list({ released: false })).toEqual([]);
    expect(await again.holds.list({ released: true })).toEqual([released]);
    const unknown = { code: 'ledger/hold-unknown' };
    await expect(again.holds.release(placed.hold, why)).rejects.toMatchObject(unknown);
    await expect(again.holds.release('hld_0', why)).rejects.toMatchObject(unknown);
    expect(again.ledger.size).toBe(2);
  });

  test.each([
    ['nothing', {}],
    ['a person of no project', { name: 'alice' }],
    ['a time that ends before it begins', { from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' }],
    ['a request that is not there', { request: 'req_0' }],
    ['a time that is none', { from: 'soon' }],
    ['a time of five digits a year', { from: '9999-12-31T23:59:59-10:00' }],
    ['a time before all years', { to: '0000-01-01T00:00:00+10:00' }],
  ])('on %s is refused and not recorded', async (_, scope) => {
    const parts = await opened();
    await expect(parts.holds.place({ ...scope, reason: 'case' }, officer)).rejects.toMatchObject({
      code: 'ledger/hold-invalid',
    });
    await expect(
      parts.holds.place({ project: 'clinic', name: 'nobody', reason: 'case' }, officer),
    ).rejects.toMatchObject({ code: 'ledger/subject-unknown' });
    expect(parts.ledger.size).toBe(0);
  });

  test('keeps a person from being erased where it covers any of theirs, and says so on record', async () => {
    const parts = await opened({
      findRequest: async (id) =>
        id === 'req_1' ? { project: 'clinic', entries: [0], bodyKeys: [alices.ref.bodyKey] } : undefined,
    });
    const alices = await parts.ask('one', { name: 'alice' });
    await parts.ask('two', { name: 'bob' });
    const alice = { project: 'clinic', name: 'alice' };
    const covering = [
      { project: 'clinic' },
      { project: 'clinic', name: 'alice' },
      { subject: alices.subject?.id },
      { from: '2026-01-02T00:00:00Z', to: '2026-01-02T04:00:00Z' },
      { project: 'clinic', name: 'alice', from: '2026-01-01T00:00:00Z' },
      { request: 'req_1' },
    ];
    for (const scope of covering) {
      const { hold } = await parts.holds.place({ ...scope, reason: 'case' }, officer);
      await expect(parts.erasure.erase(alice, why)).rejects.toMatchObject(held);
      expect((await parts.erasure.find(alice)).holds).toEqual([hold]);
      await parts.holds.release(hold, why);
    }
    const beside = [
      { project: 'shop' },
      { project: 'clinic', name: 'bob' },
      { from: '2026-01-03T00:00:00Z' },
      { to: '2026-01-02T00:00:00Z' },
      { project: 'clinic', name: 'alice', to: '2026-01-01T00:00:00Z' },
    ];
    for (const scope of beside) await parts.holds.place({ ...scope, reason: 'case' }, officer);
    expect(await parts.erasure.erase(alice, why)).toMatchObject({ bodyKeys: 1 });
    await expect(parts.erasure.erase({ project: 'clinic', name: 'bob' }, why)).rejects.toMatchObject(held);
  });
});
