import { describe, expect, test } from 'vitest';
import { openIdentity, shell, temporaryDirectory } from '../identity-fixture.ts';

const open = async () => openIdentity(await temporaryDirectory());

describe('a service', () => {
  test('is made, recorded, found by its SPIFFE ID, and there after a restart', async () => {
    const directory = await temporaryDirectory();
    const { identity, ledger, store } = await openIdentity(directory);
    const spiffeId = 'spiffe://example.org/service/search';
    const service = await identity.services.create({ name: 'Search', spiffeId }, shell);
    expect(service).toEqual({
      ...{
        id: expect.stringMatching(/^svc_/),
        type: 'service',
        name: 'Search',
        project: 'default',
        spiffeId,
      },
      createdAt: '2026-11-22T16:00:00.000Z',
    });
    expect(identity.services.withSpiffeId(spiffeId)).toEqual(service);
    expect(identity.services.withSpiffeId('spiffe://example.org/service/Search')).toBeUndefined();
    expect(ledger.events).toMatchObject([
      {
        type: 'service.created',
        project: 'default',
        data: { service: service.id, type: 'service', spiffeId },
      },
    ]);
    await store.close();
    const again = await openIdentity(directory);
    expect(again.identity.services.list()).toEqual([service]);
    expect(again.identity.services.withSpiffeId(spiffeId)).toEqual(service);
    const twin = again.identity.services.create({ name: 'SEARCH' }, shell);
    await expect(twin).rejects.toMatchObject({ code: 'identity/service-exists' });
  });

  test('shares its name with none in its project, its SPIFFE ID with none, also when both come at once', async () => {
    const { identity } = await open();
    await identity.projects.create({ id: 'clinic' }, shell);
    const spiffeId = 'spiffe://example.org/a';
    const twins = await Promise.allSettled([
      identity.services.create({ name: 'a', spiffeId }, shell),
      identity.services.create({ name: 'A' }, shell),
      identity.services.create({ name: 'b', spiffeId, project: 'clinic' }, shell),
      identity.services.create({ name: 'a', project: 'clinic' }, shell),
    ]);
    expect(twins.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(identity.services.list()).toHaveLength(2);
  });

  test('that the database refused leaves its name free', async () => {
    const { identity, store } = await open();
    await store.db
      .withTables<{ services: object }>()
      .schema.alterTable('services')
      .renameTo('away')
      .execute();
    await expect(identity.services.create({ name: 'a' }, shell)).rejects.toThrow();
    await store.db.schema.alterTable('away').renameTo('services').execute();
    expect(await identity.services.create({ name: 'a' }, shell)).toMatchObject({ name: 'a' });
  });

  test('that acts for a user is an agent, and needs one there is', async () => {
    const { identity, ledger } = await open();
    const { id } = await identity.users.create({ name: 'ada' }, shell);
    const agent = await identity.services.create({ name: 'helper', onBehalfOf: id }, shell);
    expect(agent).toMatchObject({ id: expect.stringMatching(/^agt_/), type: 'agent', onBehalfOf: id });
    expect(identity.holders.find(agent.id)).toEqual({ type: 'agent', id: agent.id, onBehalfOf: id });
    expect(ledger.events.at(-1)).toMatchObject({ data: { type: 'agent', onBehalfOf: id } });
    const without = identity.services.create({ name: 'x', onBehalfOf: 'usr_none' }, shell);
    await expect(without).rejects.toMatchObject({ code: 'identity/user-unknown' });
  });

  test.each([
    ['no name', { name: '' }, 'identity/service-invalid'],
    [
      'a SPIFFE ID that has another spelling',
      { name: 'x', spiffeId: 'spiffe://Example.org/a' },
      'identity/service-invalid',
    ],
    ['a project that is not there', { name: 'x', project: 'none' }, 'identity/project-unknown'],
    ['every project', { name: 'x', project: '*' }, 'identity/project-unknown'],
  ])('with %s is refused', async (_, input, code) => {
    const { identity, ledger } = await open();
    await expect(identity.services.create(input, shell)).rejects.toMatchObject({ code });
    expect(ledger.events).toEqual([]);
  });

  test('nobody knows can be neither disabled nor enabled', async () => {
    const { identity } = await open();
    for (const change of [identity.services.disable, identity.services.enable])
      await expect(change('svc_none', shell)).rejects.toMatchObject({ code: 'identity/service-unknown' });
  });
});

describe.each(['users', 'services'] as const)('disabling and enabling (%s)', (family) => {
  async function one() {
    const opened = await open();
    const { identity, ledger } = opened;
    const { id } = await identity[family].create({ name: 'a' }, shell);
    const isActive = () => identity.holders.isActive(id);
    const changes = () => ledger.events.flatMap(({ data }) => ('change' in data ? [data.change] : []));
    return { ...opened, id, isActive, changes, things: identity[family] };
  }

  test('is recorded once however often it is asked for', async () => {
    const { things, id, isActive, changes } = await one();
    await Promise.all([things.disable(id, shell), things.disable(id, shell)]);
    expect(await things.disable(id, shell)).toMatchObject({ disabledAt: '2026-11-22T16:00:00.000Z' });
    expect(isActive()).toBe(false);
    await Promise.all([things.enable(id, shell), things.enable(id, shell)]);
    expect(await things.enable(id, shell)).not.toHaveProperty('disabledAt');
    expect(isActive()).toBe(true);
    expect(changes()).toEqual(['disabled', 'enabled']);
  });

  test('takes away before the ledger has answered, and also when it then fails', async () => {
    const { things, id, isActive, ledger, identity } = await one();
    const during: boolean[] = [];
    ledger.before = async () => {
      during.push(isActive());
      throw new Error('no room');
    };
    const { epoch } = identity;
    await expect(things.disable(id, shell)).rejects.toThrow('no room');
    expect([during, isActive()]).toEqual([[false], false]);
    expect(identity.epoch).toBeGreaterThan(epoch);
  });

  test('gives back once that is recorded, and not when the ledger fails; whoever asks again is heard', async () => {
    const { things, id, isActive, ledger, changes } = await one();
    await things.disable(id, shell);
    const during: boolean[] = [];
    ledger.before = async () => {
      during.push(isActive());
      throw new Error('no room');
    };
    await expect(things.enable(id, shell)).rejects.toThrow('no room');
    expect([during, isActive()]).toEqual([[false], false]);
    ledger.before = async () => {};
    await things.enable(id, shell);
    expect(isActive()).toBe(true);
    expect(changes()).toEqual(['disabled', 'enabled']);
  });

  test('the last to be written has the last word, also while the one before is being recorded', async () => {
    const { things, id, isActive, ledger, store } = await one();
    const stored = async () => {
      const rows = store.db.withTables<Record<typeof family, { id: string; disabled_at: number | null }>>();
      return (await rows.selectFrom(family).select('disabled_at').where('id', '=', id).execute())[0];
    };
    await things.disable(id, shell);
    let disabling: Promise<unknown> = Promise.resolve();
    let met = 0;
    ledger.before = async () => {
      if (met++ > 0) return;
      // Its record waits for that of the enabling; what it takes away does not.
      disabling = things.disable(id, shell);
      await expect.poll(async () => (await stored())?.disabled_at).not.toBeNull();
    };
    await things.enable(id, shell);
    await disabling;
    expect(isActive()).toBe(false);
  });

  test('stays so across a restart', async () => {
    const directory = await temporaryDirectory();
    const before = await openIdentity(directory);
    const { id } = await before.identity[family].create({ name: 'a' }, shell);
    await before.identity[family].disable(id, shell);
    await before.store.close();
    const { identity } = await openIdentity(directory);
    expect(identity.holders.isActive(id)).toBe(false);
  });
});
