import { describe, expect, onTestFinished, test } from 'vitest';
import { openIdentity, shell, temporaryDirectory } from '../identity-fixture.ts';

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

async function open() {
  const directory = await temporaryDirectory();
  const opened = await openIdentity(directory);
  const { identity } = opened;
  const present = (credential: string, from: { address?: string; certificate?: object } = {}) => {
    const { address = '192.0.2.1', certificate } = from;
    const peer = certificate && { serial: '01', sha256: 'a'.repeat(64), notAfterMs: 0, ...certificate };
    return identity.keys.authenticate({ credential, address, certificate: peer });
  };
  const admitted = (credential: string) => {
    const found = present(credential);
    if (!found.ok) throw new Error(found.reason);
    return found.principal;
  };
  const reopen = async () => {
    await identity.close();
    await opened.store.close();
    return openIdentity(directory, opened.clock.time);
  };
  const failing = (type: string) => {
    opened.ledger.before = async (event) => {
      if (event.type === type) throw new Error(`no room for ${type}`);
    };
    onTestFinished(() => {
      opened.ledger.before = async () => {};
    });
  };
  return { ...opened, present, admitted, reopen, failing };
}

describe('a key that is confined', () => {
  test('carries everything it is confined to, in its principal, in lists and on record', async () => {
    const { identity, ledger, admitted } = await open();
    const wanted = {
      ...{
        name: 'k',
        routes: ['chat'],
        models: ['small', 'small'],
        datasets: ['notes'],
        purposes: ['triage'],
      },
      ...{ networks: ['10.0.0.0/8', '192.0.2.0/24'], certificate: 'spiffe://example.org/service/search' },
    };
    const confined = await identity.keys.create(wanted, shell);
    const scope = { routes: ['chat'], models: ['small'], datasets: ['notes'], purposes: ['triage'] };
    expect(confined.key).toMatchObject({
      ...scope,
      networks: wanted.networks,
      certificate: wanted.certificate,
    });
    expect(ledger.events[0]).toMatchObject({
      type: 'key.created',
      data: { ...scope, networks: 2, certificate: wanted.certificate },
    });
    const { secret } = await identity.keys.create({ name: 'k', ...scope }, shell);
    expect(admitted(secret.reveal())).toMatchObject({
      scope: { project: 'default', ...scope, administration: false },
    });
    expect(JSON.stringify(ledger.events)).not.toContain('10.0.0.0');
  });

  test('to networks is refused from elsewhere, and the record says whose key it was', async () => {
    const { identity, present } = await open();
    const { key, secret } = await identity.keys.create({ name: 'k', networks: ['10.1.0.0/16'] }, shell);
    const from = (address: string) => present(secret.reveal(), { address });
    expect(from('10.1.2.3').ok).toBe(true);
    expect(from('::ffff:10.1.2.3').ok).toBe(true);
    for (const address of ['10.2.0.1', '::ffff:10.2.0.1', '2001:db8::1', '', 'nowhere'])
      expect(from(address)).toEqual({ ok: false, reason: 'address', credential: key.id });
  });

  test.each([
    [`sha256:${'a'.repeat(64)}`, {}, { sha256: 'b'.repeat(64) }],
    [
      'spiffe://example.org/a',
      { spiffeId: 'spiffe://example.org/a' },
      { spiffeId: 'spiffe://example.org/b' },
    ],
  ])('to the certificate %s is refused with another and without one', async (certificate, right, wrong) => {
    const { identity, present } = await open();
    const { key, secret } = await identity.keys.create({ name: 'k', certificate }, shell);
    expect(present(secret.reveal(), { certificate: right }).ok).toBe(true);
    const refused = { ok: false, reason: 'certificate', credential: key.id };
    expect(present(secret.reveal(), { certificate: wrong })).toEqual(refused);
    expect(present(secret.reveal())).toEqual(refused);
  });

  test.each([
    ['a model that looks like a pattern', { models: ['gpt-*'] }],
    ['a route that looks like a pattern', { routes: ['demo-*'] }],
    ['a purpose of two words', { purposes: ['two words'] }],
    ['no network at all', { networks: [] }],
    ['a network that says other than it means', { networks: ['10.0.0.1/8'] }],
    ['a certificate that is none', { certificate: 'sha256:AB' }],
    ['an owner that nobody is', { owner: 'usr_nobody' }],
    ['administration and no owner', { administration: true }],
    [
      'more than an entry of the log can hold',
      { models: Array.from({ length: 256 }, (_, i) => `${i}é`.padEnd(200)) },
    ],
  ])('to %s is not made', async (_, given) => {
    const { identity, ledger } = await open();
    const creating = identity.keys.create({ name: 'k', ...given }, shell);
    await expect(creating).rejects.toMatchObject({ code: 'identity/key-invalid' });
    expect(ledger.events).toEqual([]);
  });
});

describe('a key with an owner', () => {
  test('speaks for them, and stops with them at once, also for whoever came before', async () => {
    const { identity, present, admitted } = await open();
    const { id: owner } = await identity.users.create({ name: 'ada' }, shell);
    const { secret, key } = await identity.keys.create({ name: 'k', owner, administration: true }, shell);
    expect(key).toMatchObject({ owner, administration: true });
    const principal = admitted(secret.reveal());
    expect(principal).toMatchObject({ id: key.id, who: { type: 'user', id: owner } });
    const { epoch } = identity;
    await identity.users.disable(owner, shell);
    expect(identity.epoch).toBeGreaterThan(epoch);
    expect(present(secret.reveal())).toEqual({ ok: false, reason: 'disabled', credential: key.id });
    expect(identity.isLive(principal)).toBe(false);
    await identity.users.enable(owner, shell);
    expect(present(secret.reveal()).ok).toBe(true);
    expect(identity.isLive(principal)).toBe(true);
  });

  test('that is an agent stops with the agent, and with the user it acts for', async () => {
    const { identity, present, admitted } = await open();
    const user = await identity.users.create({ name: 'ada' }, shell);
    const agent = await identity.services.create({ name: 'helper', onBehalfOf: user.id }, shell);
    const { secret } = await identity.keys.create({ name: 'k', owner: agent.id }, shell);
    expect(admitted(secret.reveal()).who).toEqual({ type: 'agent', id: agent.id, onBehalfOf: user.id });
    await identity.users.disable(user.id, shell);
    expect(present(secret.reveal())).toMatchObject({ reason: 'disabled' });
    await identity.users.enable(user.id, shell);
    await identity.services.disable(agent.id, shell);
    expect(present(secret.reveal())).toMatchObject({ reason: 'disabled' });
  });

  test('that is a service is of its project, and of no other', async () => {
    const { identity } = await open();
    await identity.projects.create({ id: 'clinic' }, shell);
    const { id: owner } = await identity.services.create({ name: 'search', project: 'clinic' }, shell);
    expect((await identity.keys.create({ name: 'k', owner }, shell)).key.project).toBe('clinic');
    const elsewhere = identity.keys.create({ name: 'k', owner, project: 'default' }, shell);
    await expect(elsewhere).rejects.toMatchObject({ code: 'identity/key-invalid' });
    await identity.services.disable(owner, shell);
    const disabled = identity.keys.create({ name: 'k', owner }, shell);
    await expect(disabled).rejects.toMatchObject({ code: 'identity/key-invalid' });
  });
});

describe('a key that is rotated', () => {
  test('keeps its id, and lets both texts in until the overlap is over', async () => {
    const { identity, clock, ledger, present, admitted } = await open();
    const { key, secret } = await identity.keys.create({ name: 'k', routes: ['chat'] }, shell);
    const before = admitted(secret.reveal());
    const rotated = await identity.keys.rotate(key.id, dayMs, shell);
    const overlapUntil = new Date(clock.time + dayMs).toISOString();
    expect(rotated.secret.reveal()).not.toBe(secret.reveal());
    expect(rotated.secret.reveal().startsWith(`${key.prefix}_`)).toBe(true);
    expect(rotated.key).toMatchObject({ id: key.id, prefix: key.prefix, routes: ['chat'], overlapUntil });
    expect(ledger.events.at(-1)).toMatchObject({ type: 'key.rotated', data: { key: key.id, overlapUntil } });
    expect(admitted(rotated.secret.reveal())).toMatchObject({ id: key.id, scope: { routes: ['chat'] } });
    expect(admitted(secret.reveal()).untilMs).toBe(clock.time + dayMs);
    clock.time += dayMs - 1;
    expect([present(secret.reveal()).ok, identity.isLive(before)]).toEqual([true, true]);
    clock.time += 1;
    expect(present(secret.reveal())).toMatchObject({ ok: false, reason: 'expired' });
    expect(identity.isLive(before)).toBe(false);
    expect(present(rotated.secret.reveal()).ok).toBe(true);
    expect(identity.keys.find(key.id)?.overlapUntil).toBeUndefined();
  });

  test('without overlap ends the text before at once, and whoever came with it', async () => {
    const { identity, present, admitted } = await open();
    const { key, secret } = await identity.keys.create({ name: 'k' }, shell);
    const before = admitted(secret.reveal());
    const rotated = await identity.keys.rotate(key.id, 0, shell);
    expect(present(secret.reveal())).toMatchObject({ ok: false });
    expect(identity.isLive(before)).toBe(false);
    expect(identity.isLive(admitted(rotated.secret.reveal()))).toBe(true);
  });

  test('twice within an overlap ends the oldest text, and whoever came with it, and no other', async () => {
    const { identity, present, admitted } = await open();
    const { key, secret } = await identity.keys.create({ name: 'k' }, shell);
    const oldest = admitted(secret.reveal());
    const second = await identity.keys.rotate(key.id, dayMs, shell);
    const middle = admitted(second.secret.reveal());
    const third = await identity.keys.rotate(key.id, dayMs, shell);
    expect(present(secret.reveal())).toEqual({ ok: false, reason: 'revoked', credential: key.id });
    expect([oldest, middle].map((principal) => identity.isLive(principal))).toEqual([false, true]);
    expect(present(second.secret.reveal()).ok).toBe(true);
    expect(present(third.secret.reveal()).ok).toBe(true);
  });

  test('twice at once ends with one newest text and one older one', async () => {
    const { identity, present } = await open();
    const { key, secret } = await identity.keys.create({ name: 'k' }, shell);
    const both = await Promise.all([1, 2].map(() => identity.keys.rotate(key.id, dayMs, shell)));
    expect(both.map((rotated) => present(rotated.secret.reveal()).ok)).toEqual([true, true]);
    expect(present(secret.reveal()).ok).toBe(false);
  });

  test('ends no later than the key does', async () => {
    const { identity, clock, present, admitted } = await open();
    const expiresAt = new Date(clock.time + hourMs).toISOString();
    const { key, secret } = await identity.keys.create({ name: 'k', expiresAt }, shell);
    const rotated = await identity.keys.rotate(key.id, dayMs, shell);
    expect(admitted(secret.reveal()).untilMs).toBe(clock.time + hourMs);
    clock.time += hourMs;
    for (const text of [secret, rotated.secret])
      expect(present(text.reveal())).toMatchObject({ reason: 'expired' });
    const again = identity.keys.rotate(key.id, dayMs, shell);
    await expect(again).rejects.toMatchObject({ code: 'identity/key-ended', status: 409 });
  });

  test('and then revoked is refused with both texts; it cannot be rotated any more, nor can one that never was', async () => {
    const { identity, present } = await open();
    const { key, secret } = await identity.keys.create({ name: 'k' }, shell);
    const rotated = await identity.keys.rotate(key.id, dayMs, shell);
    await identity.keys.revoke(key.id, shell);
    for (const text of [secret, rotated.secret])
      expect(present(text.reveal())).toEqual({ ok: false, reason: 'revoked', credential: key.id });
    const rotating = (id: string) => identity.keys.rotate(id, 0, shell);
    await expect(rotating(key.id)).rejects.toMatchObject({ code: 'identity/key-ended' });
    await expect(rotating('key_none')).rejects.toMatchObject({ code: 'identity/key-unknown' });
  });

  test('while the ledger fails keeps the text in use, whose overlap begins; the next rotation leaves it that', async () => {
    const { identity, present, failing, ledger, clock } = await open();
    const { key, secret } = await identity.keys.create({ name: 'k' }, shell);
    failing('key.rotated');
    await expect(identity.keys.rotate(key.id, hourMs, shell)).rejects.toThrow('no room');
    expect(present(secret.reveal()).ok).toBe(true);
    ledger.before = async () => {};
    const rotated = await identity.keys.rotate(key.id, dayMs, shell);
    expect(present(rotated.secret.reveal()).ok).toBe(true);
    clock.time += dayMs - 1;
    expect(present(secret.reveal()).ok).toBe(true);
    clock.time += 1;
    expect(present(secret.reveal()).ok).toBe(false);
  });

  test('and revoked while its rotation is being recorded stays revoked', async () => {
    const { identity, ledger, present } = await open();
    const { key } = await identity.keys.create({ name: 'k' }, shell);
    let revoked: Promise<unknown> = Promise.resolve();
    ledger.before = async (event) => {
      if (event.type !== 'key.rotated') return;
      revoked = identity.keys.revoke(key.id, shell);
      // Its record waits for ours; what it takes away does not.
      await expect.poll(() => identity.keys.find(key.id)?.revokedAt).toBeDefined();
    };
    const rotated = await identity.keys.rotate(key.id, dayMs, shell);
    expect(present(rotated.secret.reveal()).ok).toBe(false);
    await revoked;
  });

  test('is as it was after a restart', async () => {
    const { identity, reopen, clock } = await open();
    const { key, secret } = await identity.keys.create({ name: 'k', models: ['small'] }, shell);
    const rotated = await identity.keys.rotate(key.id, dayMs, shell);
    const again = await reopen();
    const present = (credential: string) =>
      again.identity.keys.authenticate({ credential, address: '192.0.2.1' });
    expect(present(rotated.secret.reveal())).toMatchObject({
      ok: true,
      principal: { scope: { models: ['small'] } },
    });
    expect(present(secret.reveal())).toMatchObject({ ok: true, principal: { untilMs: clock.time + dayMs } });
    again.clock.time += dayMs;
    expect(present(secret.reveal()).ok).toBe(false);
    expect(present(rotated.secret.reveal()).ok).toBe(true);
  });
});

test('a principal that identity did not give is not live, even with the id of a key', async () => {
  const { identity, admitted } = await open();
  const { secret } = await identity.keys.create({ name: 'k' }, shell);
  const principal = admitted(secret.reveal());
  expect(identity.isLive(principal)).toBe(true);
  expect(identity.isLive({ ...principal })).toBe(false);
});

test('a key that is revoked while its creation is being recorded is never let in', async () => {
  const { identity, ledger, present, store } = await open();
  const revokedAt = async () => {
    const rows = store.db.withTables<{ api_keys: { id: string; revoked_at: number | null } }>();
    return (await rows.selectFrom('api_keys').selectAll().executeTakeFirst())?.revoked_at;
  };
  let revoking: Promise<unknown> = Promise.resolve();
  ledger.before = async (event) => {
    if (event.type !== 'key.created') return;
    // Its record waits for ours; what it takes away does not.
    revoking = identity.keys.revoke(event.data.key, shell);
    await expect.poll(revokedAt).toBeTypeOf('number');
  };
  const { key, secret } = await identity.keys.create({ name: 'k' }, shell);
  await revoking;
  expect(key.revokedAt).toBeDefined();
  expect(present(secret.reveal())).toMatchObject({ ok: false, reason: 'revoked' });
});
