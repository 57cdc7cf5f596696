import { describe, expect, test } from 'vitest';
import { shell, shellPrincipal } from '../identity-fixture.ts';
import { openPeople, place, ticketOf, words } from './testing/people.ts';

const minuteMs = 60_000;

describe('one’s own account', () => {
  test('is changed by who has signed in within ten minutes, and by nobody else', async () => {
    const { person, account, clock } = await openPeople();
    const { principal } = await person('ada');
    clock.time += 10 * minuteMs;
    const stale = expect.objectContaining({ code: 'identity/confirmation-needed' });
    await expect(account.setPassword(principal, words, place.address)).rejects.toEqual(stale);
    expect(() => account.beginTotp(principal)).toThrow(stale);
    await expect(account.makeRecoveryCodes(principal)).rejects.toEqual(stale);
    await expect(account.removeTotp(principal)).rejects.toEqual(stale);
    await expect(account.removePasskey(principal, 'x')).rejects.toEqual(stale);
    expect(account.view(principal, undefined)).toMatchObject({ fresh: false });
    expect(() => account.view(shellPrincipal, undefined)).toThrow(stale);
    const key = { kind: 'key', id: 'key_1', who: { type: 'user', id: 'usr_local' } } as const;
    expect(() => account.beginTotp(key)).toThrow(stale);
  });

  test('of somebody from an identity provider is changed there', async () => {
    const { identity, account } = await openPeople();
    const user = await identity.users.create({ name: 'ada', source: 'directory' }, shell);
    const { principal } = await identity.sessions.create(user.id, 'oidc');
    await expect(account.setPassword(principal, words, place.address)).rejects.toMatchObject({
      code: 'identity/account-elsewhere',
    });
  });

  test('with a new password ends all other sessions, and the old password is dead', async () => {
    const { person, account, identity, password } = await openPeople();
    const { user, principal } = await person('ada');
    await password('ada');
    const other = await identity.sessions.create(user.id, 'password');
    await account.setPassword(principal, `${words} again`, place.address);
    expect(identity.sessions.list(user.id).map(({ id }) => id)).toEqual([principal.id]);
    expect(identity.isLive(other.principal)).toBe(false);
    expect((await password('ada')).state).toBe('refused');
    expect((await password('ada', `${words} again`)).state).toBe('signed-in');
  });

  test('keeps the old password dead, and the new one unborn, when the change cannot be recorded', async () => {
    const { person, account, ledger, password } = await openPeople();
    const { principal } = await person('ada');
    ledger.before = async () => {
      throw new Error('The ledger refuses.');
    };
    await expect(account.setPassword(principal, `${words} again`, place.address)).rejects.toThrow('refuses');
    ledger.before = async () => {};
    expect((await password('ada')).state).toBe('refused');
    expect((await password('ada', `${words} again`)).state).toBe('refused');
  });

  test('of an administrator cannot lose its last second factor', async () => {
    const { person, withTotp, account, identity, password } = await openPeople();
    const { principal } = await withTotp((await person('ada', 'admin')).principal);
    await expect(account.removeTotp(principal)).rejects.toMatchObject({
      code: 'identity/second-factor-needed',
    });
    for (const grant of identity.grants.list()) await identity.grants.revoke(grant.id, shell);
    await account.removeTotp(principal);
    expect((await password('ada')).state).toBe('signed-in');
  });

  test('has one set of recovery codes: the newest', async () => {
    const { person, withTotp, account, password, signIn } = await openPeople();
    const { principal, recoveryCodes } = await withTotp((await person('ada')).principal);
    const newer = await account.makeRecoveryCodes(principal);
    expect(new Set([...recoveryCodes, ...newer]).size).toBe(20);
    const show = async (code = '') =>
      (await signIn.withCode({ ticket: ticketOf(await password('ada')), code }, place)).state;
    expect(await show(recoveryCodes[0])).toBe('refused');
    expect(await show(newer[0])).toBe('signed-in');
  });

  test('takes the setting up of codes from who began it, once', async () => {
    const { person, account } = await openPeople();
    const [ada, eve] = [await person('ada'), await person('eve')];
    const { ticket } = account.beginTotp(ada.principal);
    await expect(account.confirmTotp(eve.principal, { ticket, code: '123456' })).rejects.toMatchObject({
      code: 'identity/code-wrong',
    });
    expect(account.view(ada.principal, undefined).totp).toBeUndefined();
  });
});

describe('an invitation', () => {
  test('signs in once, within three days, and the newest alone', async () => {
    const { identity, administration, clock } = await openPeople();
    const user = await identity.users.create({ name: 'ada' }, shell);
    const invite = async () =>
      (await administration.invite(shellPrincipal, user.id, { reset: false })).token.reveal();
    const [first, second] = [await invite(), await invite()];
    expect(await identity.signInWithLink(first)).toBeUndefined();
    expect(await identity.signInWithLink(second)).toMatchObject({ principal: { who: { id: user.id } } });
    expect(await identity.signInWithLink(second)).toBeUndefined();
    const late = await invite();
    clock.time += 3 * 24 * 60 * minuteMs;
    expect(await identity.signInWithLink(late)).toBeUndefined();
    const disabled = await invite();
    await identity.users.disable(user.id, shell);
    expect(await identity.signInWithLink(disabled)).toBeUndefined();
  });

  test('to somebody who can sign in already has to say that this is taken away, and takes it at once', async () => {
    const { person, withTotp, administration, identity, password } = await openPeople();
    const { user, principal } = await person('ada');
    await withTotp(principal);
    await expect(administration.invite(shellPrincipal, 'ada', { reset: false })).rejects.toMatchObject({
      code: 'identity/reset-needed',
    });
    const { token } = await administration.invite(shellPrincipal, 'ada', { reset: true });
    expect(identity.sessions.list(user.id)).toEqual([]);
    expect((await password('ada')).state).toBe('refused');
    const session = await identity.signInWithLink(token.reveal());
    expect(identity.local.account.view(session?.principal ?? principal, undefined)).toMatchObject({
      passkeys: [],
      recoveryCodes: 0,
    });
  });

  test('to an administrator who can sign in comes from the shell alone', async () => {
    const { person, withTotp, administration } = await openPeople();
    const other = await withTotp((await person('grace', 'admin')).principal);
    await person('ada', 'admin');
    const needsShell = expect.objectContaining({ code: 'identity/reset-needs-shell' });
    for (const name of ['ada', 'usr_local']) {
      await expect(administration.invite(other.principal, name, { reset: true })).rejects.toEqual(needsShell);
    }
    await administration.invite(shellPrincipal, 'ada', { reset: true });
  });

  test('is for users of here who exist', async () => {
    const { administration, identity } = await openPeople();
    await identity.users.create({ name: 'carol', source: 'directory' }, shell);
    const codes = [];
    for (const name of ['nobody', 'carol', "' or 1=1 --", '__proto__']) {
      codes.push(
        await administration.invite(shellPrincipal, name, { reset: false }).catch(({ code }) => code),
      );
    }
    expect(codes).toEqual([
      'identity/user-unknown',
      'identity/account-elsewhere',
      'identity/user-unknown',
      'identity/user-unknown',
    ]);
  });
});

describe('a session', () => {
  test('ends when it rests for two hours, and a page that listens by itself is rest', async () => {
    const { person, identity, clock } = await openPeople();
    const { cookie } = await person('ada');
    for (let i = 0; i < 4; i++) {
      clock.time += 119 * minuteMs;
      expect(identity.sessions.find(cookie)).toBeDefined();
    }
    clock.time += 119 * minuteMs;
    expect(identity.sessions.find(cookie, { unattended: true })).toBeDefined();
    clock.time += minuteMs;
    expect(identity.sessions.find(cookie)).toBeUndefined();
    expect(identity.sessions.list()).toEqual([]);
  });

  test('is listed with how and when it began, without its cookie, and ends when it is revoked', async () => {
    const { person, identity, ledger, principal, cookie, user } = await (async () => {
      const people = await openPeople();
      return { ...people, ...(await people.person('ada')) };
    })();
    await person('eve');
    expect(identity.sessions.list(user.id)).toEqual([
      {
        id: principal.id,
        user: user.id,
        method: 'invitation',
        secondFactor: false,
        createdAt: '2026-11-22T16:00:00.000Z',
        lastSeenAt: '2026-11-22T16:00:00.000Z',
        expiresAt: '2026-11-23T04:00:00.000Z',
      },
    ]);
    expect(identity.sessions.list()).toHaveLength(2);
    expect(JSON.stringify(identity.sessions.list())).not.toContain(cookie);
    const before = identity.epoch;
    await identity.sessions.end(principal.id, shell, 'revoked');
    expect(identity.epoch).toBeGreaterThan(before);
    expect(identity.sessions.find(cookie)).toBeUndefined();
    expect(ledger.events.at(-1)).toMatchObject({
      type: 'session.ended',
      data: { session: principal.id, user: user.id, reason: 'revoked' },
    });
  });

  test('of somebody who is disabled is over, and does not come back with them', async () => {
    const { person, identity, ledger } = await openPeople();
    const { user, cookie, principal } = await person('ada');
    await identity.users.disable(user.id, shell);
    expect(identity.sessions.find(cookie)).toBeUndefined();
    await identity.users.enable(user.id, shell);
    expect(identity.sessions.find(cookie)).toBeUndefined();
    expect(ledger.events.filter(({ type }) => type === 'session.ended')).toMatchObject([
      { data: { session: principal.id, reason: 'user disabled' } },
    ]);
  });

  test('is one of at most fifty: the oldest ends', async () => {
    const { person, identity, clock } = await openPeople();
    const { user, cookie } = await person('ada');
    for (let i = 0; i < 49; i++) {
      clock.time += 1;
      await identity.sessions.create(user.id, 'password');
    }
    expect(identity.sessions.find(cookie)).toBeDefined();
    clock.time += 1;
    await identity.sessions.create(user.id, 'password');
    expect(identity.sessions.find(cookie)).toBeUndefined();
    expect(identity.sessions.list(user.id)).toHaveLength(50);
  });

  test('that is over leaves the table within an hour of the next sign-in', async () => {
    const { person, clock, store, identity, user } = await (async () => {
      const people = await openPeople();
      return { ...people, ...(await people.person('ada')) };
    })();
    for (let i = 0; i < 3; i++) await identity.sessions.create(user.id, 'password');
    clock.time += 13 * 60 * minuteMs;
    await person('eve');
    const rows = await store.db
      .withTables<{ sessions: { user: string } }>()
      .selectFrom('sessions')
      .select('user')
      .execute();
    expect(rows).toHaveLength(1);
  });
});

test('lists of people show who has a second factor, who signed in last and who is locked', async () => {
  const { person, withTotp, password, administration, clock, identity } = await openPeople();
  const { user, principal } = await person('ada');
  expect(administration.standing(user.id)).toEqual({
    secondFactor: false,
    lastSignInAt: '2026-11-22T16:00:00.000Z',
  });
  expect(administration.standing('usr_local')).toEqual({ secondFactor: false });
  await withTotp(principal);
  while (administration.standing(user.id).lockedUntil === undefined) {
    const step = await password('ada', 'guess after guess');
    if (step.state === 'throttled') clock.time += step.retryAfterMs;
  }
  const { lockedUntil = '' } = administration.standing(user.id);
  expect(Date.parse(lockedUntil)).toBeGreaterThan(clock.time);
  await administration.unlock(shellPrincipal, user.id);
  expect(administration.standing(user.id)).toEqual({
    secondFactor: true,
    lastSignInAt: expect.any(String),
  });
  expect(identity.users.list()).toHaveLength(2);
});
