import { describe, expect, test } from 'vitest';
import { openIdentity, shell, temporaryDirectory } from '../identity-fixture.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

async function open() {
  const directory = await temporaryDirectory();
  const opened = await openIdentity(directory);
  let { identity, ledger } = opened;
  let { store } = opened;
  const { key, secret } = await identity.keys.create(
    { name: 'k', networks: ['192.0.2.0/24', '::/0'] },
    shell,
  );
  const { clock } = opened;
  return {
    ...{ clock, key, secret, store },
    keys: () => identity.keys,
    use: (address = '192.0.2.1', credential = secret.reveal()) =>
      identity.keys.authenticate({ credential, address }).ok,
    /** What is on record of its use, in words. */
    async noticed() {
      await identity.close();
      return ledger.events.flatMap((event) => (event.type === 'credential.noticed' ? [event] : []));
    },
    async reopen() {
      await identity.close();
      await store.close();
      const again = await openIdentity(directory, clock.time);
      ({ identity, store } = again);
      const { ledger: next } = again;
      next.events.unshift(...ledger.events);
      ledger = next;
      return again.clock;
    },
  };
}

const patterns = (events: readonly { readonly data: { readonly pattern: string } }[]) =>
  events.map(({ data }) => data.pattern);

describe('the last use of a key', () => {
  test('is shown at once, written down when the server ends, and not moved by what is refused', async () => {
    const { key, keys, use, clock, reopen } = await open();
    expect(keys().find(key.id)?.lastUsedAt).toBeUndefined();
    use();
    clock.time += minuteMs;
    use();
    const lastUsedAt = new Date(clock.time).toISOString();
    clock.time += minuteMs;
    expect(use('203.0.113.1')).toBe(false);
    expect(keys().find(key.id)?.lastUsedAt).toBe(lastUsedAt);
    await reopen();
    expect(keys().list()).toMatchObject([{ id: key.id, lastUsedAt }]);
  });

  test('stays when the key is revoked', async () => {
    const { key, keys, use, clock, reopen } = await open();
    use();
    const lastUsedAt = new Date(clock.time).toISOString();
    expect(await keys().revoke(key.id, shell)).toMatchObject({ lastUsedAt });
    await reopen();
    expect(keys().find(key.id)).toMatchObject({ lastUsedAt });
  });
});

describe('of the use of a key', () => {
  test('the first one is noticed, once, also across a restart', async () => {
    const { key, use, noticed, reopen } = await open();
    for (let i = 0; i < 3; i++) use();
    expect(await noticed()).toMatchObject([
      { actor: { kind: 'key', id: key.id }, data: { credential: key.id, pattern: 'first-use' } },
    ]);
    await reopen();
    use();
    expect(patterns(await noticed())).toEqual(['first-use']);
  });

  test('each new place is noticed, once, also across a restart, and IPv6 by its network', async () => {
    const { use, noticed, reopen } = await open();
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.1', '::ffff:192.0.2.2', '2001:db8:1:1::1'])
      use(address);
    use('2001:db8:1:1:ffff::2');
    use('2001:db8:1:2::1');
    const wanted = ['first-use', 'new-address', 'new-address', 'new-address'];
    const events = await noticed();
    expect(patterns(events)).toEqual(wanted);
    expect(new Set(events.map(({ data }) => data.address)).size).toBe(4);
    await reopen();
    for (const address of ['2001:db8:1:1::7', '192.0.2.2', '192.0.2.1']) use(address);
    expect(patterns(await noticed())).toEqual(wanted);
  });

  test('no address can be read from the record, nor found by trying all of them', async () => {
    const [one, other] = [await open(), await open()];
    for (const { use } of [one, other]) use('192.0.2.1');
    const [here, there] = await Promise.all([one.noticed(), other.noticed()]);
    expect(JSON.stringify(here)).not.toContain('192.0.2');
    expect(here[0]?.data.address).toMatch(/^[\w-]{22}$/);
    // The same address, under the keys of two installations.
    expect(here[0]?.data.address).not.toBe(there[0]?.data.address);
  });

  test('a key that speaks for one person leaves no trace of places on record', async () => {
    const directory = await temporaryDirectory();
    const lookup = { subjectLookup: (project: string, name: Uint8Array) => `${project} ${name.length}` };
    const { identity, ledger } = await openIdentity(directory, undefined, lookup);
    const { secret } = await identity.keys.create({ name: 'k', subject: 'ada' }, shell);
    identity.keys.authenticate({ credential: secret.reveal(), address: '192.0.2.1' });
    await identity.close();
    const noticed = ledger.events.filter((event) => event.type === 'credential.noticed');
    expect(noticed).toHaveLength(1);
    expect(JSON.stringify(noticed)).not.toContain('address":');
  });

  test('one after 30 days of rest is noticed', async () => {
    const { use, noticed, clock, reopen } = await open();
    use();
    clock.time += 30 * dayMs;
    use();
    expect(patterns(await noticed())).toEqual(['first-use']);
    const { time } = clock;
    const next = await reopen();
    next.time = time + 30 * dayMs + 1;
    use();
    expect(patterns(await noticed())).toEqual(['first-use', 'after-rest']);
  });

  test('an older text that is still used is noticed once a rotation', async () => {
    const { key, keys, secret, use, noticed } = await open();
    use();
    const rotated = await keys().rotate(key.id, dayMs, shell);
    for (let i = 0; i < 2; i++) use();
    use('192.0.2.1', rotated.secret.reveal());
    expect(patterns(await noticed())).toEqual(['first-use', 'older-secret']);
    await keys().rotate(key.id, dayMs, shell);
    expect(use('192.0.2.1', secret.reveal())).toBe(false);
    use('192.0.2.1', rotated.secret.reveal());
    expect(patterns(await noticed())).toEqual(['first-use', 'older-secret', 'older-secret']);
  });

  test('one from a network it may not come from is noticed, and the place does not count as known', async () => {
    const { use, noticed } = await open();
    expect(use('203.0.113.1')).toBe(false);
    expect(patterns(await noticed())).toEqual(['refused-address']);
    use();
    expect(patterns(await noticed())).toEqual(['refused-address', 'first-use']);
  });

  test('one without its certificate is noticed', async () => {
    const { identity, ledger } = await openIdentity(await temporaryDirectory());
    const certificate = `sha256:${'a'.repeat(64)}`;
    const { secret } = await identity.keys.create({ name: 'k', certificate }, shell);
    identity.keys.authenticate({ credential: secret.reveal(), address: '192.0.2.1' });
    await identity.close();
    expect(ledger.events.at(-1)).toMatchObject({ data: { pattern: 'refused-certificate' } });
  });

  test('a place it was turned away from is new when it is let in from there', async () => {
    const directory = await temporaryDirectory();
    const first = await openIdentity(directory);
    const right = { serial: '01', sha256: 'a'.repeat(64), notAfterMs: 0 };
    const certificate = `sha256:${right.sha256}`;
    const { secret } = await first.identity.keys.create({ name: 'k', certificate }, shell);
    const come = ({ identity }: typeof first, address: string, peer?: typeof right) =>
      identity.keys.authenticate({ credential: secret.reveal(), address, certificate: peer });
    come(first, '192.0.2.1', right);
    come(first, '192.0.2.2');
    await first.identity.close();
    await first.store.close();
    const again = await openIdentity(directory, first.clock.time);
    come(again, '192.0.2.2', right);
    await again.identity.close();
    expect(again.ledger.events).toMatchObject([{ data: { pattern: 'new-address' } }]);
  });

  test('a flood is counted after ten records and hides no other key', async () => {
    const { keys, use, noticed, clock } = await open();
    for (let i = 0; i < 100; i++) use(`203.0.113.${i}`);
    const other = await keys().create({ name: 'other' }, shell);
    use('192.0.2.1', other.secret.reveal());
    const flooded = await noticed();
    expect(flooded.filter(({ data }) => data.credential !== other.key.id)).toHaveLength(10);
    expect(flooded.at(-1)?.data).toMatchObject({ credential: other.key.id, pattern: 'first-use' });
    clock.time += 10 * minuteMs;
    use('203.0.113.1');
    expect((await noticed()).at(-1)?.data).toMatchObject({ pattern: 'refused-address', suppressed: 90 });
  });

  test('places are forgotten with the key', async () => {
    const { key, keys, use, noticed, store } = await open();
    use();
    await noticed();
    const places = () =>
      store.db.withTables<{ key_addresses: { key_id: string } }>().selectFrom('key_addresses');
    expect(await places().selectAll().execute()).toHaveLength(1);
    use('192.0.2.2');
    await keys().revoke(key.id, shell);
    await noticed();
    expect(await places().selectAll().execute()).toEqual([]);
  });
});
